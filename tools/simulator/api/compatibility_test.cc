// The compatibility matrix: filters, the two forms of capabilities, paging, size.
#include <set>

#include "tools/simulator/model/signal_catalog.h"
#include "tools/simulator/testing/simulator_fixture.h"

namespace smartcar_simulator {
namespace {

class CompatibilityTest : public SimulatorFixture {
 protected:
  Json List(const std::string& query = "") {
    const Answer answer = Send("GET", "/v3/compatible-vehicles" + query, {});
    EXPECT_EQ(answer->status, 200) << answer->body;
    return answer->json();
  }

  Json Tesla() { return List("?filter[make]=TESLA&filter[region]=US")["data"][0]; }
};

TEST_F(CompatibilityTest, NeedsNoTokenAndIsOnePage) {
  const Json list = List();
  const size_t count = list["data"].size();
  EXPECT_EQ(count, 46u);
  EXPECT_EQ(list["meta"], (Json{{"page", 1}, {"pageSize", count}, {"totalCount", count}}));
  EXPECT_EQ(list["links"],
            Json::object({{"self", "https://smartcar.test/v3/compatible-vehicles"}}));
  std::set<std::string> ids;
  for (const Json& entry : list["data"]) ids.insert(entry["id"].get<std::string>());
  EXPECT_EQ(ids.size(), count);
  EXPECT_EQ(Send("POST", "/v3/compatible-vehicles", {})->status, 401);
  SetSwitch("rate_limit", "on");
  for (int i = 0; i < 130; ++i) List("?filter[make]=none");
}

TEST_F(CompatibilityTest, EntryHasAllDocumentedMembers) {
  const Json entry = Tesla();
  EXPECT_EQ(entry["id"], "TESLA-Model 3-2017-2026-BEV-US");
  EXPECT_EQ(entry["type"], "vehicle-model-capability");
  EXPECT_EQ(entry["attributes"]["make"], "Tesla");
  EXPECT_EQ(entry["attributes"]["model"], "Model 3");
  EXPECT_EQ(entry["attributes"]["region"], "US");
  EXPECT_EQ(entry["attributes"]["powertrainType"], "BEV");
  EXPECT_EQ(entry["attributes"]["years"], (Json{{"start", 2017}, {"end", 2026}}));
  std::set<std::string> keys;
  int commands = 0;
  for (const Json& capability : entry["attributes"]["capabilities"]) {
    const std::string key = capability["capability"];
    keys.insert(key);
    if (capability["type"] == "command") {
      ++commands;
      EXPECT_EQ(capability["code"], key);
      EXPECT_EQ(capability["permission"], "");
    } else {
      ASSERT_NE(FindSignal(key), nullptr) << key;
      EXPECT_EQ(capability["code"], FindSignal(key)->name);
      EXPECT_EQ(capability["permission"], FindSignal(key)->permission);
    }
    if (key == "tractionbattery-stateofcharge") {
      EXPECT_EQ(capability["name"], "State Of Charge");
    }
    if (key == "diagnostics-dtccount") {
      EXPECT_EQ(capability["name"], "DTC Count");
    }
  }
  EXPECT_EQ(commands, 11);
  EXPECT_EQ(keys.count("charge-start"), 1u);
  EXPECT_EQ(keys.count("closure-lock"), 1u);
  EXPECT_EQ(keys.count("internalcombustionengine-fuellevel"), 0u);
  EXPECT_EQ(keys.count("closure-sunroof"), 0u);
}

TEST_F(CompatibilityTest, CapabilityCanBeAFlag) {
  SetSwitch("compatibility_capability", "flag");
  std::set<std::string> capable;
  std::set<std::string> incapable;
  const Json entry = Tesla();
  for (const Json& capability : entry["attributes"]["capabilities"]) {
    const std::string code = capability["code"];
    (capability["capability"].get<bool>() ? capable : incapable).insert(code);
    if (code == "closure-lock") {
      EXPECT_EQ(capability["permission"], "control_security");
    }
    if (code == "charge-ischarging") {
      EXPECT_EQ(capability["name"], "IsCharging");
    }
  }
  EXPECT_EQ(capable.count("tractionbattery-stateofcharge"), 1u);
  EXPECT_EQ(incapable, (std::set<std::string>{"closure-sunroof"}));
}

TEST_F(CompatibilityTest, FiltersNarrowTheList) {
  EXPECT_EQ(List("?filter[make]=tesla")["data"].size(), 6u);
  EXPECT_EQ(List("?filter[make]=tes")["data"].size(), 0u);
  const Json list = List("?filter[region]=EUROPE&filter[powertrainType]=ICE");
  ASSERT_EQ(list["data"].size(), 2u);
  EXPECT_EQ(list["data"][1]["attributes"]["model"], "Golf");
  EXPECT_EQ(list["links"]["self"],
            "https://smartcar.test/v3/compatible-vehicles?filter%5Bregion%5D=EUROPE"
            "&filter%5BpowertrainType%5D=ICE");
  EXPECT_EQ(Send("GET", "/v3/compatible-vehicles?filter[region]=EU", {})->status, 400);
  EXPECT_EQ(Send("GET", "/v3/compatible-vehicles?region=US", {})->status, 400);
}

TEST_F(CompatibilityTest, CanComeInPages) {
  SetSwitch("compatibility_page_size", "20");
  const Json first = List();
  EXPECT_EQ(first["data"].size(), 20u);
  EXPECT_EQ(first["meta"], (Json{{"page", 1}, {"pageSize", 20}, {"totalCount", 46}}));
  EXPECT_EQ(first["links"]["next"],
            "https://smartcar.test/v3/compatible-vehicles?page%5Bnumber%5D=2&page%5Bsize%5D=20");
  const Json last = List("?page[number]=3");
  EXPECT_EQ(last["data"].size(), 6u);
  EXPECT_EQ(last["links"]["next"], nullptr);
}

TEST_F(CompatibilityTest, CanBeAsBigAsWanted) {
  SetSwitch("compatibility_entries", "500");
  const Answer answer = Send("GET", "/v3/compatible-vehicles", {});
  EXPECT_GT(answer->body.size(), 5u << 20);
  EXPECT_NE(answer->body.find("\"totalCount\":500"), std::string::npos);
  EXPECT_EQ(List("?filter[make]=Example&filter[region]=CA&filter[powertrainType]=ICE")["data"][0]
                                                                                      ["attributes"]
                                                                                      ["model"],
            "Model 4");
  SetSwitch("compatibility_entries", "1");
  EXPECT_EQ(List()["data"].size(), 1u);
}

TEST_F(CompatibilityTest, EarlyAccessShapeHasRelativeLinks) {
  SetSwitch("json_shape", "early_access");
  EXPECT_EQ(List("?filter[make]=none")["links"]["self"],
            "/compatible-vehicles?filter%5Bmake%5D=none");
}

}  // namespace
}  // namespace smartcar_simulator
