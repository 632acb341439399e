// Implementation of SecretOrder.
#include "server/token/secret_order.h"

#include <algorithm>
#include <utility>

namespace smartcar_gateway {
namespace {

bool Contains(const std::vector<Secret>& secrets, const Secret& secret) {
  return std::find(secrets.begin(), secrets.end(), secret) != secrets.end();
}

}  // namespace

std::vector<size_t> SecretOrder::Begin(const std::vector<Secret>& now) {
  std::vector<Secret> still_new;
  for (const Secret& secret : now) {
    const bool added = !seen_.empty() && !Contains(seen_, secret);
    if (added || IsNew(secret)) still_new.push_back(secret);
  }
  if (still_new.empty() && !seen_.empty() && !now.empty() && now.front() != seen_.front() &&
      now.front() != worked_last_) {
    still_new.push_back(now.front());
  }
  new_ = std::move(still_new);
  seen_ = now;

  std::vector<size_t> order(now.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto rank = [&](size_t place) {
    if (IsNew(now[place])) return 0;
    return now[place] == worked_last_ ? 1 : 2;
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return rank(a) < rank(b); });
  return order;
}

bool SecretOrder::IsNew(const Secret& secret) const { return Contains(new_, secret); }

void SecretOrder::Accepted(const Secret& secret) {
  new_.clear();
  worked_last_ = secret;
}

void SecretOrder::Refused(const Secret& secret) {
  new_.erase(std::remove(new_.begin(), new_.end(), secret), new_.end());
}

}  // namespace smartcar_gateway
