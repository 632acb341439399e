// Building of a batch's answers.
#include "server/rpc/batch_answer.h"

#include <algorithm>
#include <set>
#include <utility>

#include "google/rpc/status.pb.h"
#include "server/errors/error.h"
#include "server/errors/rich_status.h"
#include "server/smartcar/decode/decode_signals.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

absl::Status DecodeOne(const std::string& body, v1::SignalsResult* result) {
  v1::GetSignalResponse one;
  const absl::Status decoded = DecodeSignal(body, &one);
  if (!decoded.ok()) return decoded;
  result->add_signals()->Swap(one.mutable_signal());
  if (one.has_vehicle()) result->mutable_vehicle()->Swap(one.mutable_vehicle());
  return absl::OkStatus();
}

// Leaves only the signals of these codes, in their order.
void Filter(const std::vector<std::string>& codes, v1::SignalsResult* result) {
  const std::set<std::string> wanted(codes.begin(), codes.end());
  auto* signals = result->mutable_signals();
  const auto unwanted = std::remove_if(
      signals->begin(), signals->end(),
      [&wanted](const v1::Signal& signal) { return wanted.count(signal.code()) == 0; });
  signals->erase(unwanted, signals->end());
}

void NameMissing(const std::vector<std::string>& codes, v1::SignalsResult* result) {
  std::set<std::string> stored;
  for (const v1::Signal& signal : result->signals()) stored.insert(signal.code());
  for (const std::string& code : codes) {
    if (stored.count(code) == 0) result->add_missing_signal_codes(code);
  }
}

v1::CallStatus ToCallStatus(const absl::Status& status) {
  google::rpc::Status rich = ToRichStatus(status);
  v1::CallStatus call;
  call.set_code(rich.code());
  call.set_message(std::move(*rich.mutable_message()));
  call.mutable_details()->Swap(rich.mutable_details());
  return call;
}

}  // namespace

absl::Status DecodeBatchReply(const std::vector<std::string>& codes, const std::string& body,
                              v1::SignalsResult* result) {
  if (codes.size() == 1) return DecodeOne(body, result);
  v1::ListSignalsResponse all;
  const absl::Status decoded = DecodeSignalList(body, &all);
  if (!decoded.ok()) return decoded;
  result->mutable_signals()->Swap(all.mutable_signals());
  if (all.has_vehicle()) result->mutable_vehicle()->Swap(all.mutable_vehicle());
  if (codes.empty()) return absl::OkStatus();
  Filter(codes, result);
  NameMissing(codes, result);
  return absl::OkStatus();
}

void ConcludeBatchAnswer(const SmartcarClient::Outcome& outcome,
                         const std::vector<std::string>& codes,
                         v1::BatchGetSignalsResponse* answer) {
  const bool not_stored = codes.size() == 1 &&
                          ReasonOf(outcome.status) == ReasonName(v1::ERROR_REASON_SIGNAL_NOT_FOUND);
  if (not_stored) {
    answer->clear_result();  // a reply that failed may have been read halfway
    answer->mutable_result()->add_missing_signal_codes(codes[0]);
  } else if (!outcome.status.ok()) {
    *answer->mutable_status() = ToCallStatus(outcome.status);
    return;
  }
  answer->mutable_result()->set_upstream_request_id(outcome.upstream_request_id);
}

}  // namespace smartcar_gateway
