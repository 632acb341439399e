// Tests of the audit log on standard output, with a pipe in its place.
#include "server/audit/output_sink.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "server/audit/testing.h"

namespace smartcar_gateway {
namespace {

class OutputSinkTest : public ::testing::Test {
 protected:
  OutputSinkTest() { EXPECT_EQ(pipe2(pipe_, O_NONBLOCK), 0); }
  ~OutputSinkTest() override {
    close(pipe_[0]);
    close(pipe_[1]);
  }
  std::string Read() {
    std::string bytes(1 << 16, '\0');
    const ssize_t got = read(pipe_[0], &bytes[0], bytes.size());
    bytes.resize(got < 0 ? 0 : static_cast<size_t>(got));
    return bytes;
  }

  int pipe_[2];
  FaultyFileCalls calls_;
};

TEST_F(OutputSinkTest, LinesComeOutWholeAndNothingIsSynced) {
  OutputSink sink(calls_, pipe_[1]);
  EXPECT_EQ(sink.Prepare(ChainHead()).value(), "");
  EXPECT_TRUE(sink.Fits(1 << 30));
  calls_.max_write = 3;
  EXPECT_TRUE(sink.Write("one\ntwo\n").ok());
  EXPECT_TRUE(sink.Sync().ok());
  EXPECT_EQ(Read(), "one\ntwo\n");
  EXPECT_EQ(calls_.syncs, 0);
}

TEST_F(OutputSinkTest, AfterAPartOfALineTheNextBeginsOnANewOne) {
  OutputSink sink(calls_, pipe_[1]);
  calls_.room = 2;
  EXPECT_EQ(sink.Write("one\n").message(), "No space left on device");
  EXPECT_FALSE(sink.Write("two\n").ok());
  calls_.room = FaultyFileCalls::kEndless;
  EXPECT_TRUE(sink.Write("three\n").ok());
  EXPECT_TRUE(sink.Write("four\n").ok());
  EXPECT_EQ(Read(), "on\nthree\nfour\n");
}

TEST_F(OutputSinkTest, AReaderWhoStallsIsAFailureAndNotForEver) {
  int blocking[2];
  ASSERT_EQ(pipe(blocking), 0);
  OutputSink sink(calls_, blocking[1], 1);
  const std::string line = std::string(1000, 'x') + "\n";
  int written = 0;
  while (sink.Write(line).ok()) ASSERT_LT(++written, 1000) << "it never fails";
  EXPECT_GT(written, 1);
  close(blocking[0]);
  close(blocking[1]);
}

TEST_F(OutputSinkTest, AReaderWhoIsGoneIsAFailure) {
  OutputSink sink(calls_, pipe_[1]);
  calls_.room = 0;
  calls_.room_error = EPIPE;
  EXPECT_EQ(sink.Write("one\n").message(), "Broken pipe");
}

}  // namespace
}  // namespace smartcar_gateway
