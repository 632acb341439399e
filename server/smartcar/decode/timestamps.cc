// Smartcar's two ways to tell a time.
#include "server/smartcar/decode/timestamps.h"

#include "absl/strings/ascii.h"

namespace smartcar_gateway {
namespace {

constexpr int64_t kEarliestSecond = 946684800;  // 2000-01-01T00:00:00Z
constexpr int64_t kLatestSecond = 7258118400;   // 2200-01-01T00:00:00Z
constexpr int kNanoDigits = 9;

// Takes `text` from the front; once a step fails, so do all that follow.
class Scanner {
 public:
  explicit Scanner(absl::string_view text) : text_(text) {}

  // Exactly `count` digits, of a value from `low` to `high`.
  int Number(int count, int low, int high) {
    int value = 0;
    for (int i = 0; i < count; ++i) {
      if (!AtDigit()) return Fail();
      value = value * 10 + Next() - '0';
    }
    return value >= low && value <= high ? value : Fail();
  }

  // Any of these characters, if one is next.
  bool Take(absl::string_view any) {
    if (text_.empty() || any.find(text_.front()) == absl::string_view::npos) return false;
    Next();
    return true;
  }

  void Expect(absl::string_view any) {
    if (!Take(any)) Fail();
  }

  // One digit or more, as nanoseconds.
  int Fraction() {
    if (!AtDigit()) return Fail();
    int nanos = 0;
    int digits = 0;
    for (; AtDigit(); ++digits) {
      const int digit = Next() - '0';
      if (digits < kNanoDigits) nanos = nanos * 10 + digit;
    }
    for (; digits < kNanoDigits; ++digits) nanos *= 10;
    return nanos;
  }

  bool AtDigit() const {
    return !text_.empty() && absl::ascii_isdigit(static_cast<unsigned char>(text_.front()));
  }
  bool Finished() const { return !failed_ && text_.empty(); }
  bool failed() const { return failed_; }

 private:
  char Next() {
    const char next = text_.front();
    text_.remove_prefix(1);
    return next;
  }
  int Fail() {
    failed_ = true;
    text_ = "";
    return 0;
  }

  absl::string_view text_;
  bool failed_ = false;
};

bool IsLeapYear(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int DaysInMonth(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeapYear(year) ? 29 : kDays[month - 1];
}

// Days from 1970-01-01 in the Gregorian calendar.
int64_t DaysSinceEpoch(int year, int month, int day) {
  const int64_t years = year - 1;
  int64_t days = years * 365 + years / 4 - years / 100 + years / 400;
  for (int earlier = 1; earlier < month; ++earlier) days += DaysInMonth(year, earlier);
  constexpr int64_t kDaysBefore1970 = 719162;
  return days + day - 1 - kDaysBefore1970;
}

bool Assign(int64_t seconds, int nanos, google::protobuf::Timestamp* time) {
  if (seconds < kEarliestSecond || seconds >= kLatestSecond) return false;
  time->set_seconds(seconds);
  time->set_nanos(nanos);
  return true;
}

}  // namespace

bool TimestampFromIso8601(absl::string_view text, google::protobuf::Timestamp* time) {
  Scanner scanner(text);
  const int year = scanner.Number(4, 1, 9999);
  scanner.Expect("-");
  const int month = scanner.Number(2, 1, 12);
  scanner.Expect("-");
  if (scanner.failed()) return false;
  const int day = scanner.Number(2, 1, DaysInMonth(year, month));
  scanner.Expect("Tt ");
  const int hour = scanner.Number(2, 0, 23);
  scanner.Expect(":");
  const int minute = scanner.Number(2, 0, 59);
  scanner.Expect(":");
  const int second = scanner.Number(2, 0, 60);
  const int nanos = scanner.Take(".,") ? scanner.Fraction() : 0;
  int offset_minutes = 0;
  if (!scanner.Take("Zz")) {
    const bool behind = scanner.Take("-");
    if (!behind) scanner.Expect("+");
    offset_minutes = scanner.Number(2, 0, 23) * 60;
    scanner.Take(":");
    if (scanner.AtDigit()) offset_minutes += scanner.Number(2, 0, 59);
    if (behind) offset_minutes = -offset_minutes;
  }
  if (!scanner.Finished()) return false;
  const int64_t seconds =
      ((DaysSinceEpoch(year, month, day) * 24 + hour) * 60 + minute - offset_minutes) * 60 + second;
  return Assign(seconds, nanos, time);
}

bool TimestampFromMillis(int64_t millis, google::protobuf::Timestamp* time) {
  if (millis < 0) return false;
  constexpr int kNanosPerMilli = 1000000;
  return Assign(millis / 1000, static_cast<int>(millis % 1000) * kNanosPerMilli, time);
}

}  // namespace smartcar_gateway
