// Smartcar's words for the shapes of a charge schedule.
#ifndef SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_SCHEDULE_WORDS_H_
#define SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_SCHEDULE_WORDS_H_

#include "server/smartcar/decode/json_read.h"
#include "smartcar/gateway/v1/charge_schedule.pb.h"

namespace smartcar_gateway {

inline constexpr json::Word<smartcar::gateway::v1::ChargeScheduleType> kScheduleTypes[] = {
    {"DAILY", smartcar::gateway::v1::CHARGE_SCHEDULE_TYPE_DAILY},
    {"WEEKLY", smartcar::gateway::v1::CHARGE_SCHEDULE_TYPE_WEEKLY},
    {"WORKWEEK", smartcar::gateway::v1::CHARGE_SCHEDULE_TYPE_WORKWEEK},
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_SMARTCAR_DECODE_SCHEDULE_WORDS_H_
