pub(crate) fn bless() -> anyhow::Result<()> {
    Ok(())
}
pub(crate) fn compare() -> anyhow::Result<()> {
    Ok(())
}
