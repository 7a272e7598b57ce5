;;; lockgate.el --- Lockgate with eglot, Emacs 29 and newer -*- lexical-binding: t -*-
(require 'eglot)
(add-to-list 'eglot-server-programs '(sql-mode . ("lockgate" "lsp")))
(add-hook 'sql-mode-hook #'eglot-ensure)
(provide 'lockgate)
;;; lockgate.el ends here
