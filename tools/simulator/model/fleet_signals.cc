// Realistic signal bodies. The numbers of the first Tesla; fleet.cc changes what differs per car.
#include "tools/simulator/model/fleet_signals.h"

namespace smartcar_simulator {

const std::vector<SignalSample>& PlainSamples() {
  static const auto& samples = *new std::vector<SignalSample>{
      {"closure-islocked", R"({"value":true})"},
      {"connectivitystatus-isonline", R"({"value":true})"},
      {"location-preciselocation",
       R"({"latitude":52.5163,"longitude":13.3777,"heading":92.5,"direction":"E","locationType":"LAST_PARKED"})"},
      {"odometer-traveleddistance", R"({"value":24318.6,"unit":"km"})"},
      {"vehicleidentification-nickname", R"({"value":"Car"})"},
      {"vehicleidentification-vin", R"({"value":"5YJ3E1EA7KF317000"})"},
  };
  return samples;
}

const std::vector<SignalSample>& RichSamples() {
  static const auto& samples = *new std::vector<SignalSample>{
      {"climate-externaltemperature", R"({"value":18.5,"unit":"celsius"})"},
      {"climate-internaltemperature", R"({"value":21,"unit":"celsius"})"},
      {"closure-doors",
       R"({"values":[{"row":0,"column":0,"isOpen":false,"isLocked":true},{"row":0,"column":1,"isOpen":false,"isLocked":true},{"row":1,"column":0,"isOpen":false,"isLocked":true},{"row":1,"column":1,"isOpen":false,"isLocked":null}],"rowCount":2,"columnCount":2})"},
      {"closure-enginecover", R"({"isOpen":false})"},
      {"closure-fronttrunk", R"({"isOpen":false,"isLocked":true})"},
      {"closure-reartrunk", R"({"isOpen":false,"isLocked":true})"},
      {"closure-sunroof", R"({"isOpen":false})"},
      {"closure-tailgate", R"({"isOpen":false,"isLocked":true})"},
      {"closure-windows",
       R"({"values":[{"row":0,"column":0,"isOpen":false},{"row":0,"column":1,"isOpen":false},{"row":1,"column":0,"isOpen":true},{"row":1,"column":1,"isOpen":null}],"rowCount":2,"columnCount":2})"},
      {"connectivitysoftware-currentfirmwareversion", R"({"value":"2026.26.3"})"},
      {"connectivitystatus-isasleep", R"({"value":false})"},
      {"connectivitystatus-isdigitalkeypaired", R"({"value":true})"},
      {"diagnostics-abs", R"({"status":"OK","description":null})"},
      {"diagnostics-activesafety", R"({"status":"OK","description":null})"},
      {"diagnostics-airbag", R"({"status":"OK","description":null})"},
      {"diagnostics-brakefluid", R"({"status":"OK","description":null})"},
      {"diagnostics-driverassistance",
       R"({"status":"ALERT","description":"Front camera needs calibration"})"},
      {"diagnostics-dtccount", R"({"value":1,"unit":"count"})"},
      {"diagnostics-dtclist",
       R"({"values":[{"code":"U0422","timestamp":"2026-08-30T06:12:44.000Z"}]})"},
      {"diagnostics-lighting", R"({"status":"OK","description":null})"},
      {"diagnostics-telematics", R"({"status":"OK","description":null})"},
      {"diagnostics-tirepressure",
       R"({"status":"ALERT","description":"Rear left tire pressure is low"})"},
      {"diagnostics-tirepressuremonitoring", R"({"status":"OK","description":null})"},
      {"diagnostics-washerfluid", R"({"status":"ALERT","description":"Washer fluid is low"})"},
      {"hvac-cabintargettemperature", R"({"value":20.5,"unit":"celsius"})"},
      {"hvac-iscabinhvacactive", R"({"value":false})"},
      {"hvac-isfrontdefrosteractive", R"({"value":false})"},
      {"hvac-isreardefrosteractive", R"({"value":true})"},
      {"hvac-issteeringheateractive", R"({"value":false})"},
      {"location-isathome", R"({"value":true})"},
      {"lowvoltagebattery-stateofcharge", R"({"value":87,"unit":"percent"})"},
      {"lowvoltagebattery-status", R"({"value":"GOOD"})"},
      {"motion-currentspeed", R"({"value":0,"unit":"km/h"})"},
      {"service-isinservice", R"({"value":false})"},
      {"service-records",
       R"({"values":[{"id":"srv-2041","cost":{"amount":189.9,"currency":"EUR"},"time":"2026-03-14T09:30:00.000Z","tasks":[{"id":"1","description":"Brake fluid replaced"}],"details":[{"id":"1","description":"DOT 4, 1 liter"}],"odometer":21044.2}]})"},
      {"surveillance-brand", R"({"value":"Sentry Mode"})"},
      {"surveillance-isenabled", R"({"value":true})"},
      {"transmission-drivemode", R"({"canonical":"COMFORT","oemDisplayName":"Chill"})"},
      {"transmission-gearstate", R"({"value":"PARK"})"},
      {"vehicleidentification-exteriorcolor", R"({"value":"Midnight Silver"})"},
      {"vehicleidentification-packages", R"({"values":["Premium Interior","Tow Hitch"]})"},
      {"vehicleidentification-trim", R"({"value":"Long Range"})"},
      {"vehicleuseraccount-permissions", R"({"values":["DRIVE","LOCK","CHARGE"]})"},
      {"vehicleuseraccount-role", R"({"value":"Driver"})"},
      {"wheel-style", R"({"value":"Aero 18"})"},
      {"wheel-tires",
       R"({"values":[{"row":0,"column":0,"tirePressure":2.9},{"row":0,"column":1,"tirePressure":2.9},{"row":1,"column":1,"tirePressure":2.8},{"row":1,"column":0,"tirePressure":2.3}],"rowCount":2,"columnCount":2,"unit":"bar"})"},
  };
  return samples;
}

const std::vector<SignalSample>& ElectricSamples() {
  static const auto& samples = *new std::vector<SignalSample>{
      {"charge-amperage", R"({"value":0,"unit":"ampere"})"},
      {"charge-amperagemax", R"({"value":32,"unit":"ampere"})"},
      {"charge-chargelimits",
       R"({"values":[{"type":"GLOBAL","limit":80,"condition":null},{"type":"LOCATION","limit":90,"condition":{"name":"Home","address":"Pariser Platz 1, Berlin","latitude":52.5163,"longitude":13.3777,"connectorType":null}}],"activeLimit":80,"unit":"percent"})"},
      {"charge-chargerate", R"({"value":62.5,"unit":"km/h"})"},
      {"charge-detailedchargingstatus", R"({"value":"NOT_CHARGING"})"},
      {"charge-energyadded", R"({"value":12.4,"unit":"kWh"})"},
      {"charge-ischarging", R"({"value":false})"},
      {"charge-ischargingcableconnected", R"({"value":true})"},
      {"charge-ischargingcablelatched", R"({"value":true})"},
      {"charge-ischargingportflapopen", R"({"value":true})"},
      {"charge-isfastchargerpresent", R"({"value":false})"},
      {"charge-timetocomplete", R"({"value":95})"},
      {"charge-voltage", R"({"value":230,"unit":"volts"})"},
      {"charge-wattage", R"({"value":11000,"unit":"watts"})"},
      {"tractionbattery-nominalcapacity",
       R"({"capacity":75,"source":"SMARTCAR","availableCapacities":[{"capacity":57.5,"description":"Standard Range"},{"capacity":75,"description":null}],"unit":"kWh"})"},
      {"tractionbattery-range",
       R"({"value":298.4,"type":"DEFAULT","additionalValues":[{"type":"IDEAL_CONDITIONS","value":331},{"type":"ESTIMATED","value":287.5},{"type":"RATED","value":310.2}],"unit":"km"})"},
      {"tractionbattery-stateofcharge", R"({"value":62,"unit":"percent"})"},
  };
  return samples;
}

const std::vector<SignalSample>& RichElectricSamples() {
  static const auto& samples = *new std::vector<SignalSample>{
      {"charge-amperagerequested", R"({"value":16,"unit":"ampere"})"},
      {"charge-chargeportstatuscolor", R"({"value":"BLUE"})"},
      {"charge-chargerecords",
       R"({"values":[{"id":"chg-7781","cost":{"currency":"EUR","energyAmount":11.55,"otherAmount":0.5},"startTime":"2026-08-29T20:04:11.000Z","endTime":"2026-08-30T01:41:09.000Z","location":{"name":"Home","address":"Pariser Platz 1, Berlin","latitude":52.5163,"longitude":13.3777},"energyAdded":33,"connectorType":"TYPE_2","isPublicCharger":false,"startStateOfCharge":36,"endStateOfCharge":80}]})"},
      {"charge-chargerphases", R"({"value":3,"unit":"count"})"},
      {"charge-chargetimers",
       R"({"values":[{"type":"GLOBAL","condition":{"name":null,"address":null,"latitude":null,"longitude":null,"connectorType":null},"schedules":[{"start":"01:00:00","end":"05:30:00","days":["MONDAY","TUESDAY","WEDNESDAY","THURSDAY","FRIDAY"]}],"departureTimers":[{"days":["SATURDAY","SUNDAY"],"time":"09:15:00"}],"isOEMOptimizationEnabled":true}]})"},
      {"charge-chargingconnectortype", R"({"value":"CCS"})"},
      {"charge-fastchargertype", R"({"value":"CCS"})"},
      {"diagnostics-evbatteryconditioning", R"({"status":"OK","description":null})"},
      {"diagnostics-evcharging", R"({"status":"OK","description":null})"},
      {"diagnostics-evdriveunit", R"({"status":"OK","description":null})"},
      {"diagnostics-evhvbattery", R"({"status":"OK","description":null})"},
      {"tractionbattery-isheateractive", R"({"value":false})"},
      {"tractionbattery-maxrangechargecounter", R"({"value":7,"unit":"count"})"},
  };
  return samples;
}

const std::vector<SignalSample>& CombustionSamples() {
  static const auto& samples = *new std::vector<SignalSample>{
      {"internalcombustionengine-fuellevel", R"({"value":54,"unit":"percent"})"},
      {"internalcombustionengine-range", R"({"value":412,"unit":"km"})"},
  };
  return samples;
}

const std::vector<SignalSample>& RichCombustionSamples() {
  static const auto& samples = *new std::vector<SignalSample>{
      {"diagnostics-emissions", R"({"status":"OK","description":null})"},
      {"diagnostics-mil", R"({"status":"ALERT","description":"Check engine light is on"})"},
      {"diagnostics-oillife", R"({"status":"OK","description":null})"},
      {"diagnostics-oilpressure", R"({"status":"OK","description":null})"},
      {"diagnostics-oiltemperature", R"({"status":"OK","description":null})"},
      {"diagnostics-transmission", R"({"status":"OK","description":null})"},
      {"diagnostics-waterinfuel", R"({"status":"OK","description":null})"},
      {"internalcombustionengine-amountremaining", R"({"value":24.3,"unit":"liters"})"},
      {"internalcombustionengine-oillife", R"({"value":71,"unit":"percent"})"},
  };
  return samples;
}

}  // namespace smartcar_simulator
