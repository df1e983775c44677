//! House rules that no compiler knows.
