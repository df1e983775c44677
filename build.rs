//! How the binary is linked.
//!
//! - Packed relative relocations make it and its processes three megabytes smaller. The loader of glibc 2.36 and later
//!   unpacks them; older linkers ignore the option.
//! - Identical functions are folded into one in a release. `LLD`, the linker of Rust on x86-64 Linux, can do that.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    if variable("CARGO_CFG_TARGET_OS") != "linux" || variable("CARGO_CFG_TARGET_ENV") != "gnu" {
        return;
    }
    println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    if variable("CARGO_CFG_TARGET_ARCH") == "x86_64" && variable("PROFILE") == "release" {
        println!("cargo:rustc-link-arg-bins=-Wl,--icf=all");
    }
}
