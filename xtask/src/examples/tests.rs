use super::scripts;

#[test]
fn console_blocks_give_commands_without_their_output() {
    let page = "# T\n```console\n$ a --b\nprinted\n$ c \\\n    d\nprinted\n```\ntext\n";
    assert_eq!(scripts(page), Ok(vec!["a --b\nc \\\n    d\n".to_owned()]));
}

#[test]
fn shell_blocks_run_whole_and_other_blocks_do_not() {
    let page =
        "```sh\nfor i in 1 2; do\n  x\ndone\n```\n```text\nrm\n```\n```rust\nfn a() {}\n```\n```\ny\n```\n";
    assert_eq!(scripts(page), Ok(vec!["for i in 1 2; do\n  x\ndone\n".to_owned()]));
}

#[test]
fn the_test_command_does_not_run_itself() {
    assert_eq!(scripts("```console\n$ cargo xtask test\n```\n"), Ok(vec![]));
    let page = "```sh\ncargo xtask test\ncargo xtask fmt\n```\n";
    assert_eq!(scripts(page), Ok(vec!["cargo xtask fmt\n".to_owned()]));
}

#[test]
fn an_open_fence_is_an_error() {
    assert!(scripts("```sh\nx\n").is_err());
}
