// Holding requests until they are released.
#include "tools/simulator/control/held.h"

#include <algorithm>
#include <utility>

namespace smartcar_simulator {

void Held::Add(const std::string& name, Waiter waiter) {
  waiters_[name].push_back(std::move(waiter));
}

size_t Held::Release(const std::string& name, size_t count) {
  const auto it = waiters_.find(name);
  if (it == waiters_.end()) return 0;
  std::list<Waiter> released;
  const auto end = std::next(it->second.begin(), std::min(count, it->second.size()));
  released.splice(released.begin(), it->second, it->second.begin(), end);
  if (it->second.empty()) waiters_.erase(it);
  for (const Waiter& waiter : released) waiter.proceed();
  return released.size();
}

void Held::Drop() {
  std::map<std::string, std::list<Waiter>> dropped = std::move(waiters_);
  waiters_.clear();
  for (const auto& [name, list] : dropped) {
    for (const Waiter& waiter : list) waiter.abandon();
  }
}

size_t Held::Count(const std::string& name) const {
  const auto it = waiters_.find(name);
  return it == waiters_.end() ? 0 : it->second.size();
}

Json Held::Describe() const {
  Json all = Json::object();
  for (const auto& [name, list] : waiters_) {
    const auto gone = std::count_if(list.begin(), list.end(),
                                    [](const Waiter& waiter) { return waiter.peer_gone(); });
    all[name] = {{"waiting", list.size()}, {"peer_gone", gone}};
  }
  return all;
}

}  // namespace smartcar_simulator
