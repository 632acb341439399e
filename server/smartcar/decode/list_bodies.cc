// The bodies that hold a list of things.
#include "server/smartcar/decode/vehicle_bodies.h"

namespace smartcar_gateway {

using namespace smartcar::gateway::v1;  // NOLINT: messages and enum values of the bodies

namespace {

constexpr json::Word<CapacitySource> kCapacitySources[] = {
    {"SMARTCAR", CAPACITY_SOURCE_SMARTCAR},
    {"USER_SELECTED", CAPACITY_SOURCE_USER_SELECTED},
};

constexpr json::Word<RangeType> kRangeTypes[] = {
    {"DEFAULT", RANGE_TYPE_DEFAULT},
    {"IDEAL_CONDITIONS", RANGE_TYPE_IDEAL_CONDITIONS},
    {"ESTIMATED", RANGE_TYPE_ESTIMATED},
    {"RATED", RANGE_TYPE_RATED},
};

// Where a door, a window or a tire is.
template <typename Message>
bool TakePosition(std::string_view name, const json::Element& value, Message* message) {
  if (name == "row") {
    return json::ReadInt32(value, [&](int32_t row) { message->set_row(row); });
  }
  return name == "column" &&
         json::ReadInt32(value, [&](int32_t column) { message->set_column(column); });
}

// How many rows and columns of them the vehicle has.
template <typename Message>
bool TakeSize(std::string_view name, const json::Element& value, Message* message) {
  if (name == "rowCount") {
    return json::ReadInt32(value, [&](int32_t count) { message->set_row_count(count); });
  }
  return name == "columnCount" &&
         json::ReadInt32(value, [&](int32_t count) { message->set_column_count(count); });
}

bool TakeDoor(std::string_view name, const json::Element& value, Door* door) {
  if (name == "isOpen") return json::ReadBool(value, [&](bool yes) { door->set_is_open(yes); });
  if (name == "isLocked") return json::ReadBool(value, [&](bool yes) { door->set_is_locked(yes); });
  return TakePosition(name, value, door);
}

bool TakeWindow(std::string_view name, const json::Element& value, Window* window) {
  if (name == "isOpen") return json::ReadBool(value, [&](bool yes) { window->set_is_open(yes); });
  // Doors and windows share a shape upstream; a window that says it knows nothing of a lock is
  // whole.
  if (name == "isLocked") return value.is_null();
  return TakePosition(name, value, window);
}

bool TakeTire(std::string_view name, const json::Element& value, Tire* tire) {
  if (name == "tirePressure") {
    return json::ReadNumber(value, [&](double pressure) { tire->set_pressure(pressure); });
  }
  return TakePosition(name, value, tire);
}

bool TakeDtc(std::string_view name, const json::Element& value, Dtc* dtc) {
  if (name == "code") {
    return json::ReadText(value, [&](std::string code) { dtc->set_code(std::move(code)); });
  }
  return name == "timestamp" && json::ReadTime(value, [&] { return dtc->mutable_recorded_time(); });
}

bool TakeMoney(std::string_view name, const json::Element& value, Money* money) {
  if (name == "currency") {
    return json::ReadText(value,
                          [&](std::string code) { money->set_currency_code(std::move(code)); });
  }
  return name == "amount" &&
         json::ReadNumber(value, [&](double amount) { money->set_amount(amount); });
}

bool TakeItem(std::string_view name, const json::Element& value, ServiceItem* item) {
  if (name == "id") {
    return json::ReadId(value, [&](std::string id) { item->set_item_id(std::move(id)); });
  }
  return name == "description" &&
         json::ReadText(value, [&](std::string text) { item->set_description(std::move(text)); });
}

bool TakeService(std::string_view name, const json::Element& value, ServiceRecord* record) {
  if (name == "id") {
    return json::ReadId(value, [&](std::string id) { record->set_record_id(std::move(id)); });
  }
  if (name == "cost") {
    return json::ReadMessage<Money>(value, TakeMoney, [&] { return record->mutable_cost(); });
  }
  if (name == "time") {
    return json::ReadTime(value, [&] { return record->mutable_service_time(); });
  }
  if (name == "tasks") {
    return json::ReadMessages<ServiceItem>(value, TakeItem, record->mutable_tasks());
  }
  if (name == "details") {
    return json::ReadMessages<ServiceItem>(value, TakeItem, record->mutable_details());
  }
  return name == "odometer" &&
         json::ReadNumber(value, [&](double distance) { record->set_odometer(distance); });
}

bool TakeCapacity(std::string_view name, const json::Element& value, AvailableCapacity* capacity) {
  if (name == "capacity") {
    return json::ReadNumber(value, [&](double number) { capacity->set_capacity(number); });
  }
  return name == "description" && json::ReadText(value, [&](std::string text) {
           capacity->set_description(std::move(text));
         });
}

// The type of a range, in a message with the fields `type` and `type_text`.
template <typename Message>
bool ReadRangeType(const json::Element& value, Message* message) {
  return json::ReadWord(value, kRangeTypes, [&](RangeType type, std::string word) {
    message->set_type(type);
    message->set_type_text(std::move(word));
  });
}

bool TakeRange(std::string_view name, const json::Element& value, AdditionalRange* range) {
  if (name == "type") return ReadRangeType(value, range);
  return name == "value" &&
         json::ReadNumber(value, [&](double number) { range->set_value(number); });
}

}  // namespace

bool TakeMember(std::string_view name, const json::Element& value, DtcList* list) {
  return name == "values" && json::ReadMessages<Dtc>(value, TakeDtc, list->mutable_codes());
}

bool TakeMember(std::string_view name, const json::Element& value, Doors* doors) {
  if (name == "values" || name == "doors") {
    return json::ReadMessages<Door>(value, TakeDoor, doors->mutable_doors());
  }
  return TakeSize(name, value, doors);
}

bool TakeMember(std::string_view name, const json::Element& value, Windows* windows) {
  if (name == "values" || name == "windows") {
    return json::ReadMessages<Window>(value, TakeWindow, windows->mutable_windows());
  }
  return TakeSize(name, value, windows);
}

bool TakeMember(std::string_view name, const json::Element& value, ServiceRecords* records) {
  return name == "values" &&
         json::ReadMessages<ServiceRecord>(value, TakeService, records->mutable_records());
}

bool TakeMember(std::string_view name, const json::Element& value, NominalCapacity* capacity) {
  if (name == "capacity") {
    return json::ReadNumber(value, [&](double number) { capacity->set_capacity(number); });
  }
  if (name == "source") {
    return json::ReadWord(value, kCapacitySources, [&](CapacitySource source, std::string word) {
      capacity->set_source(source);
      capacity->set_source_text(std::move(word));
    });
  }
  if (name == "availableCapacities") {
    return json::ReadMessages<AvailableCapacity>(value, TakeCapacity,
                                                 capacity->mutable_available_capacities());
  }
  return name == "unit" && json::ReadUnit(value, capacity);
}

bool TakeMember(std::string_view name, const json::Element& value, DrivingRange* range) {
  if (name == "value") {
    return json::ReadNumber(value, [&](double number) { range->set_value(number); });
  }
  if (name == "type") return ReadRangeType(value, range);
  if (name == "additionalValues") {
    return json::ReadMessages<AdditionalRange>(value, TakeRange,
                                               range->mutable_additional_values());
  }
  return name == "unit" && json::ReadUnit(value, range);
}

bool TakeMember(std::string_view name, const json::Element& value, Tires* tires) {
  if (name == "values") {
    return json::ReadMessages<Tire>(value, TakeTire, tires->mutable_tires());
  }
  if (name == "unit") return json::ReadUnit(value, tires);
  return TakeSize(name, value, tires);
}

}  // namespace smartcar_gateway
