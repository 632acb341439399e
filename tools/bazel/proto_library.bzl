"""C++ libraries from .proto files, by the system's protoc."""

def _generate(name, srcs, deps, stems, suffixes, flags, root):
    """A genrule that runs protoc over srcs; returns the names of headers and sources."""
    headers = [stem + suffixes + ".h" for stem in stems]
    sources = [stem + suffixes + ".cc" for stem in stems]
    depth = len(native.package_name().split("/")) - len(root.split("/")) if root else 0
    repository = native.repository_name()
    native.genrule(
        name = name + "_generate",
        srcs = srcs + [dep + "_protos" for dep in deps],
        outs = headers + sources,
        cmd = "protoc --proto_path={import_root} --proto_path=/usr/include {flags} {files}".format(
            import_root = root or "external/" + repository[1:],
            flags = flags.format(out = "/".join(["$(RULEDIR)"] + [".."] * depth)),
            files = " ".join(["$(location %s)" % src for src in srcs]),
        ),
        message = "Generating C++ from the protos of",
    )
    return headers, sources

def _library(name, headers, sources, root, visibility, deps):
    native.cc_library(
        name = name,
        srcs = sources,
        hdrs = headers,
        copts = ["-Wno-unused-parameter"],
        strip_include_prefix = "/" + root if root else None,
        includes = [] if root else ["."],
        visibility = visibility,
        deps = deps,
    )

def cpp_proto_library(name, srcs, deps = [], root = "", grpc = False, visibility = None):
    """Generates and compiles the messages, and with grpc the services, of .proto files.

    Args:
      name: the cc_library with the messages, ending in `_cc_proto`; with grpc there is another
        with the services, ending in `_cc_grpc`.
      srcs: .proto files of this package.
      deps: cpp_proto_library targets whose .proto files are imported.
      root: the folder of the workspace that imports are relative to; empty in a repository of its
        own.
      grpc: whether the files define services.
      visibility: of the cc_libraries.
    """
    native.filegroup(
        name = name + "_protos",
        srcs = srcs + [dep + "_protos" for dep in deps],
        visibility = visibility,
    )
    stems = [src[:-len(".proto")] for src in srcs]
    headers, sources = _generate(name, srcs, deps, stems, ".pb", "--cpp_out={out}", root)
    _library(name, headers, sources, root, visibility, deps + ["@com_google_protobuf//:protobuf"])
    if grpc:
        services = name.replace("_cc_proto", "_cc_grpc")
        headers, sources = _generate(
            services,
            srcs,
            deps,
            stems,
            ".grpc.pb",
            "--grpc_out={out} --plugin=protoc-gen-grpc=$$(command -v grpc_cpp_plugin)",
            root,
        )
        _library(services, headers, sources, root, visibility, [":" + name, "@com_github_grpc_grpc//:grpc++"])
