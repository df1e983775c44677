//! How the binary is linked: relative relocations are packed, which takes three megabytes off it and off the
//! memory of each process. The loader of glibc 2.36 and later unpacks them; an older linker ignores the wish.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |name: &str| std::env::var(format!("CARGO_CFG_TARGET_{name}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo:rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}
