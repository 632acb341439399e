// Implementation of TlsFiles.
#include "server/listener/tls_files.h"

#include <iterator>
#include <utility>
#include <vector>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"

namespace smartcar_gateway {
namespace {

namespace configv1 = ::smartcar::gateway::config::v1;

std::vector<std::string> PathsOf(const configv1::TlsConfig& config) {
  std::vector<std::string> paths{config.cert_file(), config.key_file()};
  if (!config.client_ca_file().empty()) paths.push_back(config.client_ca_file());
  return paths;
}

// Empty if the certificate is valid now.
std::string ProblemWithDates(const TlsMaterial& material, absl::Time now) {
  if (now > material.not_after) return "has expired";
  if (now < material.not_before) return "is not valid yet (is this machine's clock right?)";
  return "";
}

constexpr absl::Duration kLookAtDates = absl::Hours(1);
// What is left when it is told that a certificate will expire; renewal by machine comes earlier.
constexpr absl::Duration kWarnings[] = {absl::Hours(7 * 24), absl::Hours(24)};

// How many of the warnings are due.
int WarningsDue(const TlsMaterial& material, absl::Time now) {
  int due = 0;
  for (const absl::Duration left : kWarnings) due += now > material.not_after - left ? 1 : 0;
  return due;
}

}  // namespace

absl::StatusOr<std::unique_ptr<TlsFiles>> TlsFiles::Open(const configv1::TlsConfig& config,
                                                         const Clock& clock, Executor& executor,
                                                         OnEvent on_event) {
  // Watched before they are read: a change in between must be seen.
  auto files = absl::WrapUnique(new TlsFiles(config, clock, executor, std::move(on_event)));
  const absl::Status loaded = files->Load();
  if (!loaded.ok()) return loaded;
  files->LookAtDatesLater();
  return files;
}

TlsFiles::~TlsFiles() { gate_->Close(); }

void TlsFiles::LookAtDatesLater() {
  executor_.RunAfter(kLookAtDates, [this, gate = gate_] {
    const CallGate::Pass pass(gate);
    if (!pass.open()) return;
    {
      MutexLock reading(&reading_);
      TellOfDates(*Current());
    }
    LookAtDatesLater();
  });
}

void TlsFiles::TellOfDates(const TlsMaterial& material) {
  const absl::Time now = clock_.Now();
  std::string problem = ProblemWithDates(material, now);
  const int due =
      problem.empty() ? WarningsDue(material, now) : static_cast<int>(std::size(kWarnings)) + 1;
  if (due <= warned_) return;
  warned_ = due;
  if (problem.empty()) {
    problem = absl::StrCat("expires in ", absl::ToInt64Hours(material.not_after - now), " hours");
  }
  problem = absl::StrCat("the gateway's certificate ", problem,
                         "; callers refuse one that is not valid, so replace the files");
  Tell(TlsEvent::Kind::kDates, std::move(problem), material);
}

TlsFiles::TlsFiles(const configv1::TlsConfig& config, const Clock& clock, Executor& executor,
                   OnEvent on_event)
    : config_(config),
      clock_(clock),
      executor_(executor),
      on_event_(std::move(on_event)),
      watcher_(PathsOf(config), executor, [this] { return OnFilesChanged(); }) {}

std::shared_ptr<const TlsMaterial> TlsFiles::Current() const {
  MutexLock lock(&mutex_);
  return current_;
}

absl::Status TlsFiles::Load() {
  MutexLock reading(&reading_);
  const std::shared_ptr<const TlsMaterial> old = Current();
  absl::StatusOr<TlsMaterial> read = ReadTlsMaterial(config_);
  const absl::Time now = clock_.Now();
  if (read.ok() && old != nullptr && ProblemWithDates(*old, now).empty()) {
    const std::string worse = ProblemWithDates(*read, now);
    if (!worse.empty()) {
      read = absl::InvalidArgumentError(absl::StrCat("the new certificate ", worse));
    }
  }
  if (!read.ok()) {
    const std::string problem(read.status().message());
    if (old != nullptr && problem != rejected_) {
      Tell(TlsEvent::Kind::kRejected, problem, *old);
      rejected_ = problem;
    }
    return read.status();
  }
  const bool news = old == nullptr || !SameMaterial(*old, *read) || !rejected_.empty();
  rejected_.clear();
  if (!news) return absl::OkStatus();
  const auto material = std::make_shared<const TlsMaterial>(*std::move(read));
  {
    MutexLock lock(&mutex_);
    current_ = material;
  }
  Tell(TlsEvent::Kind::kInUse, "", *material);
  warned_ = 0;
  TellOfDates(*material);
  return absl::OkStatus();
}

bool TlsFiles::OnFilesChanged() { return Load().ok(); }

void TlsFiles::Tell(TlsEvent::Kind kind, std::string problem, const TlsMaterial& material) const {
  on_event_({kind, std::move(problem), material.subject, material.not_before, material.not_after});
}

}  // namespace smartcar_gateway
