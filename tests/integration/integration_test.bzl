"""A cc_test of gateway and simulator as processes."""

def integration_test(name, deps = [], data = [], **kwargs):
    """One behaviour, in NAME.cc.

    Args:
      name: of the test and its source.
      deps: besides the fixture and GoogleTest.
      data: besides the two programs.
      **kwargs: passed on to cc_test.
    """
    native.cc_test(
        name = name,
        # The processes live in seconds; the limit is for a machine that is very busy.
        size = "medium",
        srcs = [name + ".cc"],
        data = data,
        deps = [
            "//tests/support:gateway_fixture",
            "@com_google_googletest//:gtest_main",
        ] + deps,
        **kwargs
    )
