// The help page. README.md tells the same at more length.
#include "tools/simulator/help.h"

namespace smartcar_simulator {

const char* HelpText() {
  return R"help(smartcar_simulator - a Smartcar of your own, in one process

It answers as Smartcar's token endpoint and its vehicle, management and compatibility APIs (v3) do,
over TLS with HTTP/1.1 and HTTP/2, for a small made-up fleet. Commands change the cars: lock one and the next read says so. Faults can
be queued, and every request can be read back. Nothing is kept on disk and nothing
leaves the machine unless --webhook_hosts says so.

EXAMPLES
  smartcar_simulator --listen=127.0.0.1:8443 --ca_file=/tmp/ca.pem
      Then, in another terminal:
        curl --cacert /tmp/ca.pem https://127.0.0.1:8443/control/state
        curl --cacert /tmp/ca.pem https://127.0.0.1:8443/oauth2/token -d grant_type=client_credentials \
             -d client_id=client_simulator -d client_secret=simulator-secret-1
  smartcar_simulator --ca_file=ca.pem --ready_file=ready.json --clock=manual
      For a test: any free port, told in ready.json; time moves only when told to.
  smartcar_simulator --switches=reading=b,strict=on
      Every open question about the real service answered the other way, and nothing tolerated
      that is not documented.
  smartcar_simulator --command_latency=3s --long_command_threshold=1s
      Commands answer 202 after one second and stream their result two seconds later.

WHERE IT LISTENS
  --listen=ADDRESS:PORT     an IP address and a port, 0 for any (127.0.0.1:0)
  --ca_file=PATH            writes the certificate to trust, made afresh at every start
  --ready_file=PATH         writes {"port","base_url","pid"} at once when it listens
  --public_base_url=URL     what links in replies begin with (https://ADDRESS:PORT)
  --http2=on|off            off: HTTP/1.1 only (on)

WHO MAY ENTER
  --client_id=ID            (client_simulator)
  --client_secrets=A,B,C    one to three that are accepted at the same time (simulator-secret-1)
  --token_lifetime=TIME     (1h)

WEBHOOKS
  --management_token=TOKEN  signs what is sent to webhooks (simulator-management-token)
  --webhook_ca_file=PATH    authorities that receivers over https must have (the system's)
  --webhook_hosts=A,B       hosts of receivers beside localhost and loopback addresses (none)

THE WORLD
  --seed=N                  0 to 65535; ids contain it, and all that looks random follows it (1)
  --extra_vehicles=N        N more plain cars of one further user, for tests with many cars (0)
  --clock_speed=N           seconds of the simulated clock in a real one, for --clock=real (1)
  --clock=real|manual       manual: stands at 2026-09-01T12:00:00Z until it is advanced (real)
  --command_latency=TIME    how long a car takes to answer; it acts at once all the same (0s)
  --long_command_threshold=TIME
                            slower commands are answered 202 after this time, without a
                            content-length, and the result follows on the same stream (175s)
  --rate_limit=on|off       on: a bucket of 120 requests, refilled by 2 a minute (off, so that
                            tests and tours are not throttled; Smartcar itself always limits)
  --switches=NAME=VALUE,... the open questions about the real service, in order; first values are
                            defaults
      reading=a|b                         a: the defaults of all down to compatibility_page_size;
                                          b: their other values; also of webhook_triggers,
                                          _times, _envelope, _meta
      token_basic=accept|refuse           credentials in an HTTP Basic header
      token_form=jwt|opaque
      token_type=Bearer|bearer
      token_error_description=on|off
      ownership_mismatch=404|403          another user's car
      routing_errors=taxonomy|generic     401, 404 and 405 in upper or lower case
      management_errors=taxonomy|generic  webhooks and subscriptions
      error_status=text|number            "status" in bodies of errors
      content_type=charset|plain          application/json with or without charset
      rate_limit_retry_after=off|on       Retry-After on 429 SMARTCAR_API
      json_shape=ga|early_access          replies to reads as of 2026, or of 2025
      page_number_name=pageNumber|page
      unit_words=ga|older                 percent or percentage, km or kilometers ...
      closure_keys=values|named           doors and windows under "values" or their own names
      invalid_page=refuse|clamp           page numbers and sizes out of range
      connections_max_page_size=100       b: 50
      management_order=off|on             orderBy in the meta of webhooks and subscriptions
      failed_command=http_error|status_failure|status_error
                                          409 with errors, or 200 with status FAILURE or ERROR
      command_type=path|operation         security-lock or lock-doors
      execution_reads=off|on              GET of command executions and charge schedules
      delete_schedule_reply=body|no_content
      subscription_relations=named|webhook
                                          types of a subscription's relations
      subscriptions_listed=all|live       when no mode is asked for
      compatibility_capability=key|flag   "capability" is a signal's key, or true
      compatibility_page_size=0           0: the matrix on one page; b: 20
      webhook_triggers=top|data|top_text  where payloads have what moved
      webhook_times=ms|iso
      webhook_envelope=ga|older           payloads as of 2026, or of 2025
      webhook_meta=brief|full             fetchedAt, sequence and applicationId in "meta"
      webhook_first_delivery=off|on       a new subscription is sent the car's state
      webhook_connections=reuse|fresh     connections to receivers
      webhook_concurrency=N               posts under way of a webhook; more than 1: no order (1)
      webhook_timeout=TIME                real time that a receiver has to answer (15s)
      weekday_keys=any|lower|upper        what weekly schedules accept
      strict=off|on                       on: refuses all that is not documented
      compatibility_entries=N             size of the matrix, 1400 are 18 MB (0: as it is)
      subscription_delay=TIME|hold        from accepted to visible; hold: until released (0s)
      store_refresh=instant|manual        manual: reads change only after .../refresh
      and rate_limit, token_lifetime, command_latency, long_command_threshold as above
  --record_limit=N          requests kept for /control/requests (50000)
  TIME is 250ms, 3s, 1h; a bare number is seconds. Flags may also be written --name VALUE.

CONTROL ENDPOINTS (same port, JSON, no token; never in the record)
  GET    /control/state                          users, cars, ids, how often each car acted
  GET    /control/vehicles/ID                    one car of it
  PUT    /control/vehicles/ID/signals/CODE       {"body":{...},"error":{"type","code"},"status":...}
  DELETE /control/vehicles/ID/signals/CODE
  PUT    /control/vehicles/ID/command_error      {"type":"VEHICLE_STATE","code":"ASLEEP"}; DELETE ends it
  POST   /control/vehicles/ID/refresh            the store learns what the car knows
  POST   /control/faults                         queues one fault or a list; GET lists, DELETE clears
  GET    /control/requests                       ?path=GLOB&method=&user_id=&since=N&limit=N; DELETE clears
  GET    /control/requests/count                 the same query; &wait_for=N&timeout_ms=N waits
  GET    /control/held                           ?name=X&wait_for=N&timeout_ms=N waits
  POST   /control/release                        {"name":X} or {"name":X,"count":N}
  GET    /control/subscriptions                  also those not visible yet; ?visible=false&wait_for=N
  POST   /control/subscriptions/release          {} for all that are not visible, {"id":ID} for one
  GET    /control/webhooks                       POST makes one: {"callback_uri":"http://127.0.0.1:9000/"}
  PUT    /control/webhooks/ID                    changes it, a new address is sent VERIFY; DELETE removes it
  POST   /control/webhooks/ID/verify
  POST   /control/webhooks/ID/deliver            {"vehicle_id":V,"mode":"TEST"}, {"payload":{...}}, {"raw":TEXT}
  POST   /control/webhooks/ID/flood              {"count":N,"per_second":R}; DELETE ends it
  GET    /control/deliveries                     ?event_type=&outcome=delivered&wait_for=N; DELETE clears
  GET    /control/deliveries/count               the same query
  POST   /control/deliveries/stop                {} for all webhooks, {"webhook_id":ID} for one
  POST   /control/deliveries/faults              {"kind":"duplicate|reorder|bad_signature|missing_signature",
                                                 "times":1,"skip":0,"count":1}; GET lists, DELETE clears
  PUT    /control/management_token               {"token":T}
  GET    /control/clock                          POST /control/clock/advance {"seconds":N}
  GET    /control/tokens                         all that were issued
  POST   /control/tokens/revoke                  {} for all, {"token":T} for one
  PUT    /control/secrets                        {"secrets":[...]}, up to three
  GET    /control/switches                       POST sets: {"failed_command":"status_failure"}
  POST   /control/reset                          back to the seed

FAULTS
  {"match":{"method":"POST","path":"/v3/vehicles/*/commands/**","user_id":U}, "times":1, "skip":0,
   "hold":NAME, "delay_ms":N, "apply":BOOL, "hold_reply":NAME,
   "status":N, "headers":{...}, "body":TEXT or JSON, "pad_body_to":N, "truncate_body_at":N,
   "break":"before|after|after_headers|mid_body", "break_at":N,
   "break_kind":"close|reset|stream_reset|refuse_stream|goaway",
   "accepted_202_then":{"delay_ms":N, "hold":NAME, "body":...}}
  In a glob * stays within a path segment, ** does not. tools/simulator/README.md explains each member.

EXIT STATUS
  0 after SIGINT or SIGTERM, 1 if it cannot listen or write a file, 2 for a wrong flag
)help";
}

}  // namespace smartcar_simulator
