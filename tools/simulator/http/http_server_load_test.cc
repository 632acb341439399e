// Tests of many requests at once.
#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tools/simulator/http/test_client.h"
#include "tools/simulator/http/test_server.h"

namespace smartcar_simulator {
namespace {

TEST(HttpServerLoadTest, TwoHundredStreamsOfOneConnectionAreHeldAndThenAnswered) {
  constexpr size_t kStreams = 200;
  Inbox inbox;
  TestServer server(inbox.handler());
  TestClient client(server, Protocol::kHttp2);
  // Until libcurl knows the server's SETTINGS it puts no more than 100 streams on a connection.
  const Transfer& first = client.Start({});
  ASSERT_TRUE(client.DriveUntil([&] { return inbox.size() == 1; }));
  server.Run([&] { inbox.entries()[0].responder->Send({200, {}, ""}); });
  ASSERT_TRUE(client.DriveUntil([&] { return first.done(); }));
  std::vector<Transfer*> transfers;
  for (size_t i = 0; i < kStreams; ++i) {
    transfers.push_back(&client.Start({"/" + std::to_string(i), "GET", {}, {}}));
  }
  ASSERT_TRUE(client.DriveUntil([&] { return inbox.size() == 1 + kStreams; }));
  const auto entries = inbox.entries();
  std::set<uint64_t> connections;
  for (const auto& entry : entries) connections.insert(entry.request.connection_id);
  EXPECT_EQ(connections.size(), 1u);
  server.Run([&] {
    for (const auto& entry : entries) entry.responder->Send({200, {}, entry.request.target});
  });
  for (size_t i = 0; i < kStreams; ++i) {
    ASSERT_TRUE(client.DriveUntil([&] { return transfers[i]->done(); }));
    EXPECT_EQ(transfers[i]->code(), CURLE_OK);
    EXPECT_EQ(transfers[i]->body(), "/" + std::to_string(i));
  }
}

TEST(HttpServerLoadTest, StreamsBeyondTheLimitWaitForAFreePlace) {
  Inbox inbox;
  ServerOptions options;
  options.max_concurrent_streams = 3;
  TestServer server(inbox.handler(), options);
  TestClient client(server, Protocol::kHttp2);
  Transfer& first = client.Start({});
  ASSERT_TRUE(client.DriveUntil([&] { return inbox.size() == 1; }));
  std::vector<Transfer*> transfers = {&first};
  for (int i = 0; i < 7; ++i) transfers.push_back(&client.Start({}));
  size_t answered = 0;
  ASSERT_TRUE(client.DriveUntil([&] {
    const auto entries = inbox.entries();
    server.Run([&] {
      for (; answered < entries.size(); ++answered) {
        entries[answered].responder->Send({200, {}, "fine"});
      }
    });
    for (const Transfer* transfer : transfers) {
      if (!transfer->done()) return false;
    }
    return true;
  }));
  for (const Transfer* transfer : transfers) EXPECT_EQ(transfer->body(), "fine");
}

TEST(HttpServerLoadTest, TenThousandStreamsOverAHundredConnectionsWaitAtOnce) {
  constexpr size_t kConnections = 100;
  constexpr size_t kStreamsEach = 100;
  constexpr size_t kAll = kConnections * kStreamsEach;
  Inbox inbox;
  TestServer server(inbox.handler());
  std::vector<std::unique_ptr<TestClient>> clients;
  std::vector<Transfer*> transfers;
  for (size_t i = 0; i < kConnections; ++i) {
    clients.push_back(std::make_unique<TestClient>(server, Protocol::kHttp2));
    for (size_t j = 0; j < kStreamsEach; ++j) transfers.push_back(&clients[i]->Start({}));
  }
  auto drive_all_until = [&](const std::function<bool()>& condition) {
    return clients[0]->DriveUntil([&] {
      for (size_t i = 1; i < kConnections; ++i) clients[i]->DriveOnce();
      return condition();
    });
  };
  ASSERT_TRUE(drive_all_until([&] { return inbox.size() == kAll; })) << inbox.size();
  server.Run([&] {
    for (const auto& entry : inbox.entries()) entry.responder->Send({200, {}, "fine"});
  });
  size_t done = 0;
  ASSERT_TRUE(drive_all_until([&] {
    while (done < kAll && transfers[done]->done()) ++done;
    return done == kAll;
  }));
  size_t good = 0;
  for (const Transfer* transfer : transfers) good += transfer->body() == "fine" ? 1 : 0;
  EXPECT_EQ(good, kAll);
}

TEST(HttpServerLoadTest, ThreeHundredSlowHttp1RequestsWaitAtOnce) {
  constexpr size_t kRequests = 300;
  Inbox inbox;
  TestServer server(inbox.handler());
  TestClient client(server, Protocol::kHttp1);
  std::vector<Transfer*> transfers;
  for (size_t i = 0; i < kRequests; ++i) transfers.push_back(&client.Start({}));
  ASSERT_TRUE(client.DriveUntil([&] { return inbox.size() == kRequests; })) << inbox.size();
  server.Run([&] {
    for (const auto& entry : inbox.entries()) entry.responder->Send({200, {}, "fine"});
  });
  for (const Transfer* transfer : transfers) {
    ASSERT_TRUE(client.DriveUntil([&] { return transfer->done(); }));
    EXPECT_EQ(transfer->body(), "fine");
  }
}

TEST(HttpServerLoadTest, TwoThousandCancelledStreamsLeaveTheConnectionUsable) {
  Inbox inbox;
  TestServer server(inbox.handler());
  TestClient client(server, Protocol::kHttp2);
  const Transfer& kept = client.Start({"/kept", "GET", {}, {}});
  ASSERT_TRUE(client.DriveUntil([&] { return inbox.size() == 1; }));
  for (size_t round = 1; round <= 20; ++round) {
    std::vector<Transfer*> transfers;
    for (int i = 0; i < 100; ++i) transfers.push_back(&client.Start({}));
    ASSERT_TRUE(client.DriveUntil([&] { return inbox.size() == 1 + round * 100; }));
    for (Transfer* transfer : transfers) client.Abort(*transfer);
  }
  server.Run([&] { inbox.entries()[0].responder->Send({200, {}, "fine"}); });
  ASSERT_TRUE(client.DriveUntil([&] { return kept.done(); }));
  EXPECT_EQ(kept.code(), CURLE_OK);
  EXPECT_EQ(kept.body(), "fine");
}

}  // namespace
}  // namespace smartcar_simulator
