#!/usr/bin/env bash
# tools/lib/proto_reference puts everything on a page and links it; tools/lib/check_docs notices what is not.
# shellcheck disable=SC2016  # Backquotes are of Markdown.
# shellcheck source=tests/tools/expect.sh
source tests/tools/expect.sh

pages="$TEST_TMPDIR/pages"
reference() {
  rm -rf "$pages"
  mkdir "$pages"
  run "$checkout/tools/lib/proto_reference" "$TEST_TMPDIR/image.json" "$pages"
  expect_status 0
}
held_against_protos() { run "$checkout/tools/lib/check_docs" "$checkout/proto" "$pages"; }

# expect_page TEXT: on the page of the service.
expect_page() {
  run cat "$pages/garden.v1/garden_service.md"
  expect_text "$1"
}

source_file proto/garden/v1/garden_service.proto <<'PROTO'
syntax = "proto3";
package garden.v1;
service GardenService {
  rpc WaterPlants(WaterPlantsRequest) returns (stream WaterPlantsResponse);
}
message WaterPlantsRequest {}
message WaterPlantsResponse {}
PROTO
source_file proto/garden/v1/error_reason.proto <<'PROTO'
syntax = "proto3";
package garden.v1;
enum ErrorReason {
  ERROR_REASON_UNSPECIFIED = 0;
  ERROR_REASON_NO_WATER = 1;
}
PROTO
cat >"$TEST_TMPDIR/image.json" <<'JSON'
{"file": [
  {"name": "google/protobuf/any.proto", "package": "google.protobuf", "bufExtension": {"isImport": true}},
  {"name": "garden/v1/garden_service.proto", "package": "garden.v1",
   "service": [{"name": "GardenService", "method": [{"name": "WaterPlants", "serverStreaming": true,
     "inputType": ".garden.v1.WaterPlantsRequest", "outputType": ".garden.v1.WaterPlantsResponse"}]}],
   "messageType": [
     {"name": "WaterPlantsRequest", "field": [
       {"name": "liters", "number": 1, "type": "TYPE_DOUBLE", "label": "LABEL_OPTIONAL", "proto3Optional": true, "oneofIndex": 1},
       {"name": "bed", "number": 2, "type": "TYPE_STRING", "label": "LABEL_REPEATED"},
       {"name": "can", "number": 3, "type": "TYPE_BOOL", "label": "LABEL_OPTIONAL", "oneofIndex": 0}],
      "oneofDecl": [{"name": "tool"}, {"name": "_liters"}]},
     {"name": "WaterPlantsResponse", "field": [
       {"name": "why", "number": 1, "type": "TYPE_ENUM", "typeName": ".garden.v1.ErrorReason", "label": "LABEL_OPTIONAL"},
       {"name": "rest", "number": 2, "type": "TYPE_MESSAGE", "typeName": ".google.protobuf.Any", "label": "LABEL_OPTIONAL"}]}],
   "sourceCodeInfo": {"location": [
     {"path": [12], "leadingComments": " Gardening.\n"},
     {"path": [6, 0], "leadingComments": " Tends <beds>.\n"},
     {"path": [6, 0, 2, 0], "leadingComments": " Waters. May fail with NO_WATER, not `NO_WATER`.\n"},
     {"path": [4, 0, 2, 0], "leadingComments": " How much | how little,\n in all.\n"},
     {"path": [4, 0, 8, 0], "leadingComments": " What with.\n"},
     {"path": [4, 1], "leadingComments": " See error_reason.proto.\n", "leadingDetachedComments": [" Of answers.\n"]}]}},
  {"name": "garden/v1/error_reason.proto", "package": "garden.v1",
   "enumType": [{"name": "ErrorReason", "value": [
     {"name": "ERROR_REASON_UNSPECIFIED", "number": 0}, {"name": "ERROR_REASON_NO_WATER", "number": 1}]}],
   "sourceCodeInfo": {"location": [{"path": [5, 0, 2, 1], "leadingComments": " The tank is empty.\n"}]}}]}
JSON

reference
expect_page '[WaterPlantsRequest](#waterplantsrequest) → stream of [WaterPlantsResponse](#waterplantsresponse)'
expect_page 'Tends &lt;beds>.'
expect_page 'May fail with [NO_WATER](error_reason.md#error_reason_no_water), not `NO_WATER`.'
expect_page '| `liters` = 1 | optional double | How much \| how little, in all. |'
expect_page '| `bed` = 2 | repeated string |'
expect_page '| **tool** | one of | What with. |'
expect_page 'Of answers.'
expect_page 'See [error_reason.proto](error_reason.md#error_reasonproto).'
expect_page '[ErrorReason](error_reason.md#errorreason)'
run cat "$pages/README.md"
expect_text '[WaterPlants](garden.v1/garden_service.md#waterplants) | Waters. |'
expect_no_text 'any.proto'
held_against_protos
expect_status 0

cp -r "$pages" "$TEST_TMPDIR/first"
reference
run diff -r "$TEST_TMPDIR/first" "$pages"
expect_status 0

# What a page lacks or links to in vain is named.
sed -i 's/^### ERROR_REASON_NO_WATER$/### SOMETHING_ELSE/' "$pages/garden.v1/error_reason.md"
held_against_protos
expect_status 1
expect_text 'nothing about ERROR_REASON_NO_WATER'
expect_text 'links to error_reason.md#error_reason_no_water, a heading that is not there'
reference
sed -i 's/^### WaterPlants$/### Watering/' "$pages/garden.v1/garden_service.md"
held_against_protos
expect_status 1
expect_text 'no heading for WaterPlants'
reference
rm "$pages/garden.v1/error_reason.md"
held_against_protos
expect_status 1
expect_text 'a page that is not there'

run "$checkout/tools/lib/proto_reference"
expect_status 2
run "$checkout/tools/lib/check_docs" one
expect_status 2

finish
