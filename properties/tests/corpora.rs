//! Checks the inputs that the fuzzer has found interesting.

use std::{fs, path::Path};

#[test]
fn properties_hold_for_their_corpora() {
    for (name, holds) in registration_properties::ALL {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(name);
        let files: Vec<_> = fs::read_dir(&folder).expect("a corpus").map(|file| file.expect("a file").path()).collect();
        assert!(!files.is_empty(), "{name} has a corpus");
        for file in files {
            println!("{}", file.display()); // shown if it does not hold
            holds(&fs::read(&file).expect("readable"));
        }
    }
}
