-- Neovim 0.11 and newer: copy to ~/.config/nvim/lsp/lockgate.lua, then vim.lsp.enable('lockgate').
return {
  cmd = { 'lockgate', 'lsp' },
  filetypes = { 'sql', 'mysql', 'plsql', 'rhai' },
  root_markers = { 'lockgate.toml', '.git' },
}
