// Implementation of FindRoots.
#include "server/config/yaml_roots.h"

#include <sstream>

#include "yaml-cpp/eventhandler.h"
#include "yaml-cpp/yaml.h"

namespace smartcar_gateway {
namespace {

// Notes the first event of each document and passes over the others.
class RootHandler : public YAML::EventHandler {
 public:
  const std::vector<YAML::Mark>& roots() const { return roots_; }

  void OnDocumentStart(const YAML::Mark&) override { at_root_ = true; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { Visit(mark); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { Visit(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                const std::string&) override {
    Visit(mark);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    Visit(mark);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    Visit(mark);
  }
  void OnMapEnd() override {}

 private:
  void Visit(const YAML::Mark& mark) {
    if (at_root_) roots_.push_back(mark);
    at_root_ = false;
  }

  bool at_root_ = false;
  std::vector<YAML::Mark> roots_;
};

}  // namespace

std::vector<YAML::Mark> FindRoots(const std::string& yaml, size_t limit) {
  std::istringstream stream(yaml);
  YAML::Parser parser(stream);
  RootHandler handler;
  for (size_t i = 0; i < limit && parser.HandleNextDocument(handler); ++i) {
  }
  return handler.roots();
}

}  // namespace smartcar_gateway
