"""A cc_test of gateway and simulator as processes."""

def integration_test(name, deps = [], data = [], **kwargs):
    """One behaviour, in NAME.cc, tested twice: NAME, and NAME_reading_b with the other reading of all
    that Smartcar does not document (see the switches in tools/simulator/README.md).

    Args:
      name: of the test and its source.
      deps: besides the fixture and GoogleTest.
      data: besides the two programs.
      **kwargs: passed on to cc_test.
    """
    native.cc_library(
        name = name + "_cases",
        testonly = True,
        srcs = [name + ".cc"],
        deps = [
            "//tests/support:gateway_fixture",
            "@com_google_googletest//:gtest_main",
        ] + deps,
        alwayslink = True,
    )
    for test, reading in [(name, "a"), (name + "_reading_b", "b")]:
        native.cc_test(
            name = test,
            # The processes live in seconds; the limit is for a machine that is very busy.
            size = "medium",
            data = data,
            env = {"SMARTCAR_READING": reading},
            deps = [":" + name + "_cases"],
            **kwargs
        )
