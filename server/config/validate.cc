// Implementation of Validate.
#include "server/config/validate.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/duration.pb.h"
#include "server/base/file.h"
#include "server/base/proto_duration.h"
#include "server/base/secret_file.h"
#include "server/config/address.h"
#include "server/config/field_walk.h"
#include "server/config/validate_access.h"
#include "smartcar/gateway/config/v1/field_rule.pb.h"

namespace smartcar_gateway {
namespace {

namespace configv1 = ::smartcar::gateway::config::v1;

Origin OriginOf(const Origins& origins, const std::string& path) {
  const auto it = origins.find(path);
  return it == origins.end() ? Origin{} : it->second;
}

void CheckFiles(const configv1::GatewayConfig& config, const Origins& origins,
                Violations* violations) {
  VisitStrings(config, [&](const std::string& path, const google::protobuf::FieldDescriptor& field,
                           const std::string& value) {
    const configv1::FieldRule& rule = field.options().GetExtension(configv1::rule);
    const bool is_secret = rule.form() == configv1::FIELD_FORM_SECRET_FILE;
    if ((!is_secret && rule.form() != configv1::FIELD_FORM_READABLE_FILE) || value.empty()) return;
    absl::Status status = CheckReadableFile(value);
    if (status.ok() && is_secret) status = CheckSecretFile(value);
    if (!status.ok()) violations->Add(OriginOf(origins, path), path, std::string(status.message()));
  });
}

void CheckDeadlines(const configv1::DeadlineConfig& deadlines, const Origins& origins,
                    Violations* violations) {
  const std::string max_path = "deadlines.max";
  const std::string reserve_path = "deadlines.reserve";
  const absl::Duration max = FromProtoDuration(deadlines.max());
  const absl::Duration reserve = FromProtoDuration(deadlines.reserve());
  const auto check = [&](const std::string& path, const google::protobuf::Duration& proto) {
    if (violations->Has(path)) return;
    const absl::Duration value = FromProtoDuration(proto);
    if (value > max && !violations->Has(max_path)) {
      // The one that was written is the one to point at.
      const std::string at = origins.count(path) > 0 ? path : max_path;
      violations->Add(
          OriginOf(origins, at), at,
          absl::StrCat(path, " (", absl::FormatDuration(value), ") must not be longer than ",
                       max_path, " (", absl::FormatDuration(max), ")"));
    }
    if (value <= reserve && !violations->Has(reserve_path)) {
      const std::string at = origins.count(path) > 0 ? path : reserve_path;
      violations->Add(
          OriginOf(origins, at), at,
          absl::StrCat(path, " (", absl::FormatDuration(value), ") must be longer than ",
                       reserve_path, " (", absl::FormatDuration(reserve), ")"));
    }
  };
  check("deadlines.read_default", deadlines.read_default());
  check("deadlines.command_default", deadlines.command_default());
}

// Reports the first of two values, as texts, if it is more than the second.
void CheckOrder(bool in_order, const std::string& path, const std::string& value,
                const std::string& max_path, const std::string& max, const Origins& origins,
                Violations* violations) {
  if (in_order || violations->Has(path) || violations->Has(max_path)) return;
  // The one that was written is the one to point at.
  const std::string at = origins.count(path) > 0 ? path : max_path;
  violations->Add(
      OriginOf(origins, at), at,
      absl::StrCat(path, " (", value, ") must not be more than ", max_path, " (", max, ")"));
}

void CheckOrder(const std::string& path, uint32_t value, const std::string& max_path, uint32_t max,
                const Origins& origins, Violations* violations) {
  CheckOrder(value <= max, path, absl::StrCat(value), max_path, absl::StrCat(max), origins,
             violations);
}

void CheckOrder(const std::string& path, const google::protobuf::Duration& value,
                const std::string& max_path, const google::protobuf::Duration& max,
                const Origins& origins, Violations* violations) {
  const absl::Duration low = FromProtoDuration(value);
  const absl::Duration high = FromProtoDuration(max);
  CheckOrder(low <= high, path, absl::FormatDuration(low), max_path, absl::FormatDuration(high),
             origins, violations);
}

void CheckOrders(const configv1::GatewayConfig& config, const Origins& origins,
                 Violations* violations) {
  CheckOrder("batch.default_concurrency", config.batch().default_concurrency(),
             "batch.max_concurrency", config.batch().max_concurrency(), origins, violations);
  CheckOrder("retry.initial_backoff", config.retry().initial_backoff(), "retry.max_backoff",
             config.retry().max_backoff(), origins, violations);
  CheckOrder("breaker.initial_pause", config.breaker().initial_pause(), "breaker.max_pause",
             config.breaker().max_pause(), origins, violations);
  if (config.quota().vehicle_month_hard_limit() > 0) {
    CheckOrder("quota.vehicle_month_soft_limit", config.quota().vehicle_month_soft_limit(),
               "quota.vehicle_month_hard_limit", config.quota().vehicle_month_hard_limit(), origins,
               violations);
  }
}

// What is written in server.tls, and what cannot do without something else there.
void CheckTls(const configv1::TlsConfig& tls, const Origins& origins, Violations* violations) {
  const auto check = [&](bool good, const std::string& path, const char* text) {
    if (!good && !violations->Has(path)) violations->Add(OriginOf(origins, path), path, text);
  };
  check(tls.cert_file().empty() || !tls.key_file().empty(), "server.tls.cert_file",
        "needs server.tls.key_file, the private key that belongs to it");
  check(tls.key_file().empty() || !tls.cert_file().empty(), "server.tls.key_file",
        "needs server.tls.cert_file, the certificate that belongs to it");
  check(tls.client_ca_file().empty() || !tls.cert_file().empty(), "server.tls.client_ca_file",
        "needs server.tls.cert_file and server.tls.key_file: callers show certificates only on "
        "encrypted connections");
}

// Plaintext is for loopback, or must be meant.
void CheckPlaintext(const configv1::GatewayConfig& config, const Origins& origins,
                    Violations* violations) {
  const bool encrypted = !config.server().tls().cert_file().empty();
  const std::string insecure = "server.insecure";
  if (encrypted && config.server().insecure()) {
    violations->Add(OriginOf(origins, insecure), insecure,
                    "contradicts server.tls, which encrypts every connection; delete one of them");
  }
  const std::string listen = "listen";
  if (encrypted || config.server().insecure() || violations->Has(listen) ||
      violations->Has(insecure) || IsLoopbackAddress(config.listen())) {
    return;
  }
  violations->Add(
      OriginOf(origins, listen), listen,
      "can be reached from other machines, so connections must be encrypted: set "
      "server.tls.cert_file and server.tls.key_file, or listen on 127.0.0.1, or, if "
      "everybody on the path may read and change everything, set server.insecure: true");
}

}  // namespace

void Validate(const configv1::GatewayConfig& config, const Origins& origins,
              Violations* violations) {
  CheckDeadlines(config.deadlines(), origins, violations);
  CheckOrders(config, origins, violations);
  CheckFiles(config, origins, violations);
  CheckTls(config.server().tls(), origins, violations);
  CheckPlaintext(config, origins, violations);
  ValidateAccess(config, origins, violations);
}

}  // namespace smartcar_gateway
