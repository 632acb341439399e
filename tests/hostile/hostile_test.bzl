"""A cc_test that attacks the gateway."""

def hostile_test(name, deps = [], data = [], **kwargs):
    """One kind of attack, in NAME.cc.

    Args:
      name: of the test and its source.
      deps: besides the fixture and GoogleTest.
      data: besides the two programs.
      **kwargs: passed on to cc_test.
    """
    native.cc_test(
        name = name,
        size = "medium",
        srcs = [name + ".cc"],
        data = data,
        deps = [
            ":hostile_fixture",
            "@com_google_googletest//:gtest_main",
        ] + deps,
        **kwargs
    )
