-- Waits for the finding, prints it, applies the first fix and writes the file.
vim.lsp.enable('lockgate')
vim.bo.filetype = 'sql'
vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 20)
for _, found in ipairs(vim.diagnostic.get(0)) do
  io.stdout:write(found.lnum + 1, ':', found.col + 1, ' ', found.code, ' ', found.message, '\n')
end
vim.api.nvim_win_set_cursor(0, { 1, 0 })
local before = vim.api.nvim_buf_get_lines(0, 0, 1, false)[1]
vim.lsp.buf.code_action({
  apply = true,
  filter = function(action) return action.title:find('Build the index concurrently') ~= nil end,
})
vim.wait(10000, function() return vim.api.nvim_buf_get_lines(0, 0, 1, false)[1] ~= before end, 20)
vim.cmd('write')
vim.cmd('quitall!')
