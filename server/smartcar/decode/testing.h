// What the tests of the decoders share.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_TESTING_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_TESTING_H_

#include <string>

#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace smartcar_gateway {

// The message that `text` stands for; a failed expectation if it stands for none.
template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

// Expects `actual` to be what `text` stands for, and shows both in full if it is not.
template <typename Message>
void ExpectEqualsText(const Message& actual, const std::string& text) {
  EXPECT_EQ(actual.DebugString(), FromText<Message>(text).DebugString());
}

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_TESTING_H_
