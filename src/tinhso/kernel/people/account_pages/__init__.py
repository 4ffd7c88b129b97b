"""The pages below /tai-khoan/: one's own account, its second factor and its sessions; an administrator's help."""
