// The table of older unit words, and the older keys of door and window lists.
#include "tools/simulator/model/older_words.h"

namespace smartcar_simulator {
namespace {

struct OlderWord {
  const char* word;
  const char* older;
  double factor;  // of the value
};

constexpr double kSame = 1;
constexpr double kKilo = 0.001;

constexpr OlderWord kOlderWords[] = {
    {"percent", "percentage", kSame},
    {"km", "kilometers", kSame},
    {"km/h", "kph", kSame},
    {"kWh", "kilowatt-hours", kSame},
    {"ampere", "amperes", kSame},
    {"watts", "kilowatts", kKilo},
    {"watt", "kilowatts", kKilo},
    {"minute", "minutes", kSame},
    {"celsius", "degrees-celsius", kSame},
    {"fahrenheit", "degrees-fahrenheit", kSame},
};

}  // namespace

Json ToOlderWords(const Json& body) {
  const Json* unit = Find(body, "unit");
  if (unit == nullptr) return body;
  for (const OlderWord& word : kOlderWords) {
    if (*unit != word.word) continue;
    Json older = body;
    older["unit"] = word.older;
    const Json* value = Find(body, "value");
    if (word.factor != kSame && value != nullptr && value->is_number()) {
      older["value"] = value->get<double>() * word.factor;
    }
    return older;
  }
  return body;
}

Json ToNamedClosures(const std::string& code, const Json& body) {
  const char* key = nullptr;
  if (code == "closure-doors") key = "doors";
  if (code == "closure-windows") key = "windows";
  if (key == nullptr || !body.is_object()) return body;
  Json named = Json::object();
  for (const auto& [name, value] : body.items()) named[name == "values" ? key : name] = value;
  return named;
}

}  // namespace smartcar_simulator
