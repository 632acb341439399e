// The pure pieces below CurlTransport: header lists, URLs, meanings of failures, the inbox.
#include <unistd.h>

#include <cerrno>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "server/http/curl_failure.h"
#include "server/http/curl_headers.h"
#include "server/http/curl_inbox.h"
#include "server/http/curl_origin.h"
#include "server/http/curl_url.h"

namespace smartcar_gateway {
namespace {

std::vector<std::string> Lines(curl_slist* list) {
  std::vector<std::string> lines;
  for (; list != nullptr; list = list->next) lines.emplace_back(list->data);
  return lines;
}

TEST(CurlHeadersTest, ListsHeadersTokenAndWhatMustNotBeAdded) {
  HttpRequest request;
  request.headers = {{"a", "1"}, {"b", " "}};
  request.bearer = std::make_shared<const Secret>("t");
  CurlHeaders headers;
  EXPECT_EQ(Lines(headers.Build(request)),
            (std::vector<std::string>{"a: 1", "b;", "Authorization: Bearer t",
                                      "Expect:", "Content-Type:"}));
  request.headers = {{"Content-TYPE", "x/y"}};
  request.bearer = nullptr;
  EXPECT_EQ(Lines(headers.Build(request)),
            (std::vector<std::string>{"Content-TYPE: x/y", "Expect:"}));
}

TEST(CurlHeadersTest, ClearOverwritesTheToken) {
  HttpRequest request;
  request.bearer = std::make_shared<const Secret>("a-secret-token");
  CurlHeaders headers;
  // The memory stays with the list, so it may be looked at after Clear().
  const curl_slist* list = headers.Build(request);
  const char* line = list->data;
  const size_t length = std::string(line).size();
  headers.Clear();
  EXPECT_EQ(std::string(line, length), std::string(length, '\0'));
}

TEST(CurlUrlTest, NamesHostAndPortOnly) {
  EXPECT_EQ(UrlHostAndPort("https://api.example/v3?x=y"), "api.example:443");
  EXPECT_EQ(UrlHostAndPort("https://u:p@api.example:8443/v3"), "api.example:8443");
  EXPECT_EQ(UrlHostAndPort("https://[::1]:1/"), "[::1]:1");
  EXPECT_EQ(UrlHostAndPort("nonsense"), "no valid URL");
}

TEST(CurlUrlTest, OnlyHttpToLoopbackIsInsecureLoopback) {
  for (const char* url :
       {"http://127.0.0.1/", "HTTP://127.9.9.9:1/x", "http://localhost:80", "http://[::1]/"}) {
    EXPECT_TRUE(IsInsecureLoopbackUrl(url)) << url;
  }
  for (const char* url : {"https://127.0.0.1/", "http://128.0.0.1/", "http://127.0.0.1.example/",
                          "http://localhost.example/", "http://127.0.0.1@evil.example/",
                          "http:", "ftp://127.0.0.1/"}) {
    EXPECT_FALSE(IsInsecureLoopbackUrl(url)) << url;
  }
}

FailureMeaning Explain(CURLcode code, Sent sent, long os_error = 0,  // NOLINT(runtime/int)
                       long verify_result = 0) {                     // NOLINT(runtime/int)
  CurlFailure failure;
  failure.code = code;
  failure.sent = sent;
  failure.os_error = os_error;
  failure.verify_result = verify_result;
  return ExplainFailure(failure);
}

TEST(CurlFailureTest, WhateverHappensAfterSendingIsConnectionLost) {
  for (int code = 1; code < CURL_LAST; ++code) {
    const FailureMeaning meaning = Explain(static_cast<CURLcode>(code), Sent::kMaybe);
    EXPECT_EQ(meaning.error, TransportError::kConnectionLost) << code;
    EXPECT_FALSE(meaning.clause.empty());
  }
}

TEST(CurlFailureTest, NothingBeforeSendingIsConnectionLost) {
  for (int code = 1; code < CURL_LAST; ++code) {
    const FailureMeaning meaning = Explain(static_cast<CURLcode>(code), Sent::kNo);
    EXPECT_TRUE(meaning.error == TransportError::kConnectFailed ||
                meaning.error == TransportError::kTlsFailed)
        << code;
    EXPECT_FALSE(meaning.clause.empty());
  }
}

TEST(CurlFailureTest, ClausesSayWhatToLookAt) {
  EXPECT_EQ(Explain(CURLE_COULDNT_CONNECT, Sent::kNo, EHOSTUNREACH).clause, "no route to the host");
  EXPECT_EQ(Explain(CURLE_COULDNT_CONNECT, Sent::kNo, EMFILE).clause,
            "out of file descriptors: raise the limit (ulimit -n)");
  EXPECT_EQ(Explain(CURLE_PEER_FAILED_VERIFICATION, Sent::kNo, 0, 10).clause,
            "the server's certificate has expired");
  EXPECT_EQ(Explain(CURLE_PEER_FAILED_VERIFICATION, Sent::kNo, 0, 62).clause,
            "the server's certificate is refused: verify error 62");
}

TEST(CurlOriginTest, OriginIsWhatComesBeforeThePath) {
  EXPECT_EQ(OriginOfUrl("https://a.example:8443/v3?x=://"), "https://a.example:8443");
  EXPECT_EQ(OriginOfUrl("https://a.example?x"), "https://a.example");
  EXPECT_EQ(OriginOfUrl("https://a.example"), "https://a.example");
  EXPECT_EQ(OriginOfUrl(""), "");
}

size_t AdmitAll(CurlOrigin* origin) {
  size_t count = 0;
  while (origin->Admit()) ++count;
  return count;
}

TEST(CurlOriginTest, OneOpensTheNextConnectionAndTheRestWaitsForIt) {
  CurlOrigin origin({2, 3}, /*multiplexed=*/true);
  for (uint64_t id = 1; id <= 10; ++id) origin.Wait(id);
  EXPECT_EQ(origin.Admit(), absl::optional<uint64_t>(1));
  EXPECT_EQ(origin.Admit(), absl::nullopt);
  EXPECT_FALSE(origin.connected());
  origin.Place(1001);
  EXPECT_TRUE(origin.connected());
  EXPECT_EQ(AdmitAll(&origin), 3u);  // two fill the first connection, one opens the second
  origin.Place(1001);
  origin.Place(1001);
  EXPECT_EQ(AdmitAll(&origin), 0u);
  origin.Place(1002);
  EXPECT_EQ(AdmitAll(&origin), 2u);  // there may be no third
  origin.Unplace(1001);
  origin.Leave();
  EXPECT_EQ(AdmitAll(&origin), 1u);
  EXPECT_EQ(origin.waiting().size(), 3u);
  EXPECT_EQ(*origin.waiting().begin(), 8u);
}

TEST(CurlOriginTest, AFailedOpenerLetsTheNextTry) {
  CurlOrigin origin({2, 3}, /*multiplexed=*/true);
  origin.Wait(1);
  origin.Wait(2);
  EXPECT_EQ(AdmitAll(&origin), 1u);
  origin.Leave();
  EXPECT_EQ(origin.Admit(), absl::optional<uint64_t>(2));
}

TEST(CurlOriginTest, Http11IsBoundedByConnectionsOnly) {
  CurlOrigin origin({4, 3}, /*multiplexed=*/true);
  for (uint64_t id = 1; id <= 10; ++id) origin.Wait(id);
  EXPECT_EQ(AdmitAll(&origin), 1u);
  origin.set_multiplexed(false);
  EXPECT_EQ(AdmitAll(&origin), 3u);
  origin.StopWaiting(5);
  origin.Leave();
  EXPECT_EQ(origin.Admit(), absl::optional<uint64_t>(6));
}

std::unique_ptr<CurlJob> Job(uint64_t id) {
  auto job = std::make_unique<CurlJob>();
  job->id = id;
  return job;
}

bool IsAwake(const CurlInbox& inbox) {
  uint64_t count = 0;
  return read(inbox.wake_fd(), &count, sizeof(count)) == sizeof(count);
}

TEST(CurlInboxTest, WakesASleepingLoopOncePerBurstAndAnAwakeLoopNever) {
  auto inbox = *CurlInbox::Create(100);
  CurlInbox::Batch batch;
  for (uint64_t id = 1; id < 4; ++id) {
    auto job = Job(id);
    EXPECT_EQ(inbox->Put(&job), CurlInbox::Answer::kTaken);
  }
  EXPECT_FALSE(IsAwake(*inbox));  // the loop has not said that it sleeps
  EXPECT_TRUE(inbox->Take(&batch));
  EXPECT_EQ(batch.jobs.size(), 3u);
  EXPECT_FALSE(inbox->Take(&batch));  // now it sleeps
  inbox->Cancel(1);
  EXPECT_TRUE(IsAwake(*inbox));
  inbox->Cancel(2);
  auto job = Job(4);
  inbox->Put(&job);
  inbox->Close();
  EXPECT_FALSE(IsAwake(*inbox));
  EXPECT_TRUE(inbox->Take(&batch));
  EXPECT_EQ(batch.cancelled, (std::vector<uint64_t>{1, 2}));
  EXPECT_EQ(batch.jobs.size(), 1u);
  EXPECT_TRUE(batch.closed);
}

TEST(CurlInboxTest, CountsWhatIsInFlightUntilItHasFinished) {
  auto inbox = *CurlInbox::Create(2);
  for (uint64_t id = 1; id < 3; ++id) {
    auto job = Job(id);
    EXPECT_EQ(inbox->Put(&job), CurlInbox::Answer::kTaken);
    EXPECT_EQ(job, nullptr);
  }
  CurlInbox::Batch batch;
  inbox->Take(&batch);
  auto third = Job(3);
  EXPECT_EQ(inbox->Put(&third), CurlInbox::Answer::kOverloaded);
  ASSERT_NE(third, nullptr);
  inbox->Finished(1);
  EXPECT_EQ(inbox->in_flight(), 1u);
  EXPECT_EQ(inbox->Put(&third), CurlInbox::Answer::kTaken);
  inbox->Close();
  auto late = Job(4);
  EXPECT_EQ(inbox->Put(&late), CurlInbox::Answer::kShutDown);
  EXPECT_NE(late, nullptr);
}

}  // namespace
}  // namespace smartcar_gateway
