// CommandOutcome: what the result of a command says about the car.
#ifndef SMARTCAR_GATEWAY_SERVER_HTTP_COMMAND_OUTCOME_H_
#define SMARTCAR_GATEWAY_SERVER_HTTP_COMMAND_OUTCOME_H_

namespace smartcar_gateway {

// Decides what a repetition of the command may do. Judged where replies are understood, used where
// they are not.
enum class CommandOutcome {
  kSettled,  // Smartcar answered, and would not answer better if it were asked again
  kUnknown,  // it may have been carried out, and nobody knows
  kNotDone,  // surely not carried out, for a cause that passes
};

}  // namespace smartcar_gateway

#endif  // SMARTCAR_GATEWAY_SERVER_HTTP_COMMAND_OUTCOME_H_
