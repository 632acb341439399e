// A page of a copy of the compatibility matrix.
#include "server/smartcar/compatibility_page.h"

#include <cstdint>

#include "absl/time/time.h"
#include "server/smartcar/page_token.h"

namespace smartcar_gateway {
namespace {

namespace v1 = smartcar::gateway::v1;

void SetTime(absl::Time time, google::protobuf::Timestamp* timestamp) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  timestamp->set_seconds(seconds);
  timestamp->set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

}  // namespace

void FillPage(const MatrixCopy& copy, const MatrixListing& listing,
              v1::ListCompatibleVehiclesResponse* response) {
  const PagePosition& position = listing.position;
  const int64_t begin = (position.page_number - 1) * position.page_size;
  const int64_t end = begin + position.page_size;
  int64_t matching = 0;
  for (const MatrixCopy::Entry& entry : copy.entries) {
    if (listing.powertrain_type != v1::POWERTRAIN_TYPE_UNSPECIFIED &&
        entry.powertrain_type != listing.powertrain_type) {
      continue;
    }
    if (matching >= begin && matching < end) {
      response->add_compatible_vehicles()->ParseFromString(entry.bytes);
    }
    ++matching;
  }
  if (matching > end) {
    response->set_next_page_token(
        EncodePageToken({position.page_number + 1, position.page_size}, listing.filters));
  }
  response->set_total_size(static_cast<int32_t>(matching));
  SetTime(copy.retrieved_time, response->mutable_retrieved_time());
  response->set_upstream_request_id(copy.upstream_request_id);
}

}  // namespace smartcar_gateway
