from tinhso.config.cli import main

main()
