"""Libraries installed on the system, as Bazel repositories with the target names of upstream.

Headers are found by the compiler in its own include directories; link and define flags come from pkg-config.
"""

load(":abseil.bzl", "ABSEIL_TARGETS")

_TARGET = """
cc_library(
    name = "{name}",
    defines = {defines},
    linkopts = {linkopts},
    visibility = ["//visibility:public"],
)
"""

def _pkg_config(ctx, what, modules):
    result = ctx.execute(["pkg-config", what] + modules)
    if result.return_code != 0:
        fail("pkg-config does not know %s (run tools/setup): %s" % (" ".join(modules), result.stderr))
    return [flag for flag in result.stdout.replace("\n", " ").split(" ") if flag]

def _last_of_each(flags):
    """Keeps the last of every repeated -l flag; other flags stay where they are."""
    seen = {}
    kept = []
    for flag in reversed(flags):
        if flag.startswith("-l"):
            if flag in seen:
                continue
            seen[flag] = True
        kept.append(flag)
    return reversed(kept)

def _system_library_impl(ctx):
    packages = {}
    for label, modules in ctx.attr.targets.items():
        package, name = label.split(":")
        defines = []
        linkopts = []
        libraries = [item for item in modules if item.startswith("-l")]
        modules = [item for item in modules if not item.startswith("-l")]
        if modules:
            defines = [flag[2:] for flag in _pkg_config(ctx, "--cflags-only-other", modules) if flag.startswith("-D")]
            linkopts = libraries + _last_of_each(_pkg_config(ctx, "--libs", modules))
        packages.setdefault(package, []).append(_TARGET.format(
            name = name,
            defines = repr(defines),
            linkopts = repr(linkopts),
        ))
    for package, targets in packages.items():
        ctx.file(package + "/BUILD" if package else "BUILD", "".join(targets))

_system_library = repository_rule(
    implementation = _system_library_impl,
    attrs = {"targets": attr.string_list_dict(doc = "'package:name' to the pkg-config modules behind it, or '-lname' for one without; none: headers only")},
    local = True,
)

def system_libraries():
    """Every external C++ library of the project."""
    _system_library(name = "com_google_absl", targets = ABSEIL_TARGETS)
    _system_library(name = "com_github_grpc_grpc", targets = {
        ":grpc++": ["grpc++", "protobuf"],
        ":grpc++_reflection": ["-lgrpc++_reflection", "grpc++", "protobuf"],
    })
    _system_library(name = "com_google_protobuf", targets = {":protobuf": ["protobuf"]})
    _system_library(name = "com_google_googletest", targets = {
        ":gtest": ["gmock", "gtest"],
        ":gtest_main": ["gmock", "gtest", "gtest_main"],
    })
    _system_library(name = "com_github_gabime_spdlog", targets = {":spdlog": ["spdlog"]})
    _system_library(name = "com_github_nlohmann_json", targets = {":json": []})
    _system_library(name = "boost", targets = {":asio": [], ":beast": []})
    _system_library(name = "boringssl", targets = {":crypto": ["libcrypto"], ":ssl": ["libssl", "libcrypto"]})
    _system_library(name = "curl", targets = {":curl": ["libcurl"]})
    _system_library(name = "nghttp2", targets = {":nghttp2": ["libnghttp2"]})
    _system_library(name = "rhonabwy", targets = {":rhonabwy": ["librhonabwy", "gnutls"]})
    _system_library(name = "com_github_sqlite_sqlite", targets = {":sqlite3": ["sqlite3"]})
    _system_library(name = "simdjson", targets = {":simdjson": ["simdjson"]})
    _system_library(name = "zlib", targets = {":zlib": ["zlib"]})
    _system_library(name = "yaml_cpp", targets = {":yaml-cpp": ["yaml-cpp"]})
