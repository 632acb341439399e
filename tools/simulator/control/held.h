// Requests that wait for a release.
#ifndef SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_HELD_H_
#define SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_HELD_H_

#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <string>

#include "tools/simulator/json.h"

namespace smartcar_simulator {

// Continuations by the name under which they are held, in order of arrival. One thread.
class Held {
 public:
  struct Waiter {
    std::function<void()> proceed;
    std::function<void()> abandon;    // on Drop
    std::function<bool()> peer_gone;  // whether the client still waits
  };

  void Add(const std::string& name, Waiter waiter);

  // Lets up to `count` proceed; how many did. A continuation may be held again under any name.
  size_t Release(const std::string& name, size_t count);

  // Abandons all of them.
  void Drop();

  size_t Count(const std::string& name) const;
  Json Describe() const;  // {"name":{"waiting":2,"peer_gone":1}}

 private:
  std::map<std::string, std::list<Waiter>> waiters_;
};

}  // namespace smartcar_simulator

#endif  // SMARTCAR_GATEWAY_TOOLS_SIMULATOR_CONTROL_HELD_H_
