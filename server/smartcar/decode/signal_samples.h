// A sample body for every kind of signal, as JSON of both generations and as the message it must
// give.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_SIGNAL_SAMPLES_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_SIGNAL_SAMPLES_H_

#include <string>

#include "server/smartcar/decode/signal_catalogue.h"

namespace smartcar_gateway {

struct SignalSample {
  std::string ga_json;
  std::string ga_text;  // text proto of Signal with nothing but the body
  std::string json_of_2025;
  std::string text_of_2025;
  std::string null_json;  // every value unknown
  std::string null_text;
};

SignalSample SampleOf(const SignalDefinition& signal);

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_SIGNAL_SAMPLES_H_
