"""The worklist: what a coordinator lives in. One filter gives the list, the board, the CSV and the API's list."""
