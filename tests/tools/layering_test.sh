#!/usr/bin/env bash
# tools/lib/check_layering accepts the arrows of the architecture and names every include that goes against one.
# shellcheck source=tests/tools/expect.sh
source tests/tools/expect.sh
rm -rf "${checkout:?}/tools/simulator"

layering() { run "$checkout/tools/lib/check_layering" "$checkout"; }

# accepted PATH INCLUDE / refused PATH INCLUDE: a file at PATH that includes INCLUDE, as "..." or <...>.
accepted() {
  echo "#include $2" | source_file "$1"
  layering
  expect_status 0
  rm "$checkout/$1"
}
refused() {
  echo "#include $2" | source_file "$1"
  layering
  expect_status 1
  expect_text "$1:1: includes "
  rm "$checkout/$1"
}

accepted server/base/clock.cc '"absl/time/time.h"'
accepted server/base/mutex.h '<mutex>'
refused server/base/clock.cc '"server/http/http_message.h"'
refused server/base/clock.cc '<curl/curl.h>'
refused server/base/clock.cc '"smartcar/gateway/v1/signal.pb.h"'
accepted server/token/token_manager.cc '"server/http/http_transport.h"'
refused server/token/token_manager.cc '"server/smartcar/smartcar_client.h"'
refused server/token/token_manager.cc '<grpcpp/grpcpp.h>'
refused server/token/token_manager.h '<mutex>'
accepted server/http/curl_transport.cc '<curl/curl.h>'
refused server/http/http_message.cc '<curl/curl.h>'
accepted server/http/curl_transport_test.cc '"tools/simulator/http/http_server.h"'
refused server/http/curl_transport.cc '"tools/simulator/http/http_server.h"'
refused server/http/curl_transport_test.cc '"tests/support/fake.h"'
accepted server/smartcar/smartcar_client.cc '"smartcar/gateway/v1/signal.pb.h"'
refused server/smartcar/smartcar_client.cc '"server/rpc/vehicle_service.h"'
accepted server/config/policy_checks.cc '"server/access/rpc_methods.h"'
refused server/access/policy.cc '"server/config/policy_file.h"'
accepted server/rpc/vehicle_service.cc '"server/smartcar/smartcar_client.h"'
refused server/rpc/vehicle_service.cc '"server/token/token_manager.h"'
accepted server/rpc/vehicle_service_test.cc '"server/http/testing.h"'
refused server/rpc/vehicle_service_test.cc '"server/http/http_transport.h"'
accepted server/quota/quota_transport_test.cc '"server/http/testing.h"'
refused server/quota/quota_transport.cc '"server/token/token_source.h"'
accepted server/store/database.h '<sqlite3.h>'
refused server/commands/command_ledger.cc '<sqlite3.h>'
refused server/store/database.cc '"server/commands/command_ledger.h"'
accepted server/gateway.cc '"server/token/token_manager.h"'
accepted server/main.cc '"server/gateway.h"'
refused server/main.cc '"server/token/token_manager.h"'
refused server/novel/thing.cc '"server/base/clock.h"'
accepted tools/simulator/main.cc '"tools/simulator/http/http_server.h"'
refused tools/simulator/main.cc '"server/base/clock.h"'
refused tools/simulator/model/fleet.cc '"smartcar/gateway/v1/signal.pb.h"'
accepted client/cpp/client.cc '"smartcar/gateway/v1/vehicle_service.grpc.pb.h"'
refused client/cpp/client.cc '"server/base/clock.h"'
accepted tests/integration/read_test.cc '"tools/simulator/http/http_server.h"'

finish
