// Converts the numbers of a signal body whose "unit" has an imperial counterpart.
#include "tools/simulator/model/units.h"

#include <cmath>
#include <string>

namespace smartcar_simulator {
namespace {

struct Conversion {
  const char* metric;
  const char* imperial;
  double factor;
  double offset;
};

constexpr Conversion kConversions[] = {
    {"km", "miles", 0.621371192, 0},       {"km/h", "mph", 0.621371192, 0},
    {"liters", "gallons", 0.264172052, 0}, {"bar", "psi", 14.5037738, 0},
    {"celsius", "fahrenheit", 1.8, 32},
};

double Round(double value) { return std::round(value * 100) / 100; }

void Convert(const Conversion& conversion, Json& node) {
  if (node.is_number()) {
    node = Round(node.get<double>() * conversion.factor + conversion.offset);
  }
}

}  // namespace

Json ToImperial(const Json& body) {
  const Json* unit = Find(body, "unit");
  if (unit == nullptr || !unit->is_string()) return body;
  for (const Conversion& conversion : kConversions) {
    if (*unit != conversion.metric) continue;
    Json converted = body;
    converted["unit"] = conversion.imperial;
    if (converted.contains("value")) Convert(conversion, converted["value"]);
    for (const char* list : {"values", "additionalValues"}) {
      if (!converted.contains(list)) continue;
      for (Json& entry : converted[list]) {
        for (const char* member : {"value", "tirePressure"}) {
          if (entry.is_object() && entry.contains(member)) Convert(conversion, entry[member]);
        }
      }
    }
    return converted;
  }
  return body;
}

}  // namespace smartcar_simulator
