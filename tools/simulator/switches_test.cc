// The table of switches, its presets, and that both texts for people tell of every switch.
#include "tools/simulator/switches.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tools/simulator/help.h"

namespace smartcar_simulator {
namespace {

TEST(SwitchesTest, DescriptionCanBeSetAgain) {
  Switches changed;
  std::string error;
  ASSERT_TRUE(SetSwitch("reading", "b", changed, &error)) << error;
  ASSERT_TRUE(SetSwitch("subscription_delay", "hold", changed, &error)) << error;
  ASSERT_TRUE(SetSwitch("command_latency", "250ms", changed, &error)) << error;
  Switches copy;
  const Json described = DescribeSwitches(changed);
  for (const auto& [name, value] : described.items()) {
    ASSERT_TRUE(SetSwitch(name, value.get<std::string>(), copy, &error)) << error;
  }
  EXPECT_EQ(DescribeSwitches(copy), described);
}

TEST(SwitchesTest, FirstValueIsTheDefault) {
  const Json defaults = DescribeSwitches({});
  for (const auto& [name, value] : defaults.items()) {
    const std::vector<std::string> values = ValuesOfSwitch(name);
    if (values.empty()) continue;
    EXPECT_EQ(value, values.front()) << name;
  }
}

TEST(SwitchesTest, FirstReadingIsTheDefaultAndTheSecondDiffers) {
  const Json defaults = DescribeSwitches({});
  Switches switches;
  std::string error;
  ASSERT_TRUE(SetSwitch("reading", "b", switches, &error)) << error;
  int differing = 0;
  const Json second = DescribeSwitches(switches);
  for (const auto& [name, value] : second.items()) {
    if (value != defaults[name]) ++differing;
  }
  EXPECT_EQ(differing, 29);
  // Behaviour and strictness are no questions of reading.
  EXPECT_FALSE(switches.strict);
  EXPECT_FALSE(switches.rate_limit);
  ASSERT_TRUE(SetSwitch("reading", "a", switches, &error)) << error;
  EXPECT_EQ(DescribeSwitches(switches), defaults);
}

TEST(SwitchesTest, WrongNamesAndValuesAreExplained) {
  const struct {
    const char* name;
    const char* value;
    const char* says;
  } kCases[] = {
      {"reading", "c", "a or b"},
      {"json_shape", "old", "ga or early_access"},
      {"connections_max_page_size", "0", "from 1 to 1000"},
      {"compatibility_entries", "many", "a number"},
      {"subscription_delay", "soon", "or hold"},
      {"command_latency", "hold", "250ms"},
      {"no_such", "x", "there is no switch 'no_such'"},
  };
  for (const auto& test : kCases) {
    Switches switches;
    std::string error;
    EXPECT_FALSE(SetSwitch(test.name, test.value, switches, &error)) << test.name;
    EXPECT_NE(error.find(test.says), std::string::npos) << error;
    EXPECT_EQ(DescribeSwitches(switches), DescribeSwitches({}));
  }
}

TEST(SwitchesTest, HelpAndReadmeTellOfEverySwitchAndValue) {
  std::ifstream file("tools/simulator/README.md");
  const std::string readme{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const std::string help = HelpText();
  const Json defaults = DescribeSwitches({});
  for (const auto& [name, value] : defaults.items()) {
    EXPECT_NE(help.find(name), std::string::npos) << name;
    const size_t row = readme.find("| `" + name + "` |");
    ASSERT_NE(row, std::string::npos) << name;
    const std::string line = readme.substr(row, readme.find('\n', row) - row);
    for (const std::string& word : ValuesOfSwitch(name)) {
      EXPECT_NE(line.find("`" + word + "`"), std::string::npos) << name << ": " << word;
    }
  }
}

}  // namespace
}  // namespace smartcar_simulator
