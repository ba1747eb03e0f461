print(sum(1 for _ in open("words/list.txt")), "lines")
