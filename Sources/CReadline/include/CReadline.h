#pragma once

// readline's headers use FILE without including its declaration.
#include <stdio.h>

#include <readline/history.h>
#include <readline/readline.h>

// readline is steered through global variables, which Swift lets nobody touch.
// These functions are the way to them, and may be called from one thread at a time only.

/// Sets what stays the same for the life of the process.
void shim_configure(
    const char *name, rl_getc_func_t *read_byte, rl_hook_func_t *has_byte, rl_cpvfunc_t *find_word,
    rl_completion_func_t *complete, rl_compdisp_func_t *show_candidates, rl_quote_func_t *quote,
    rl_dequote_func_t *unquote);

/// Has the prompt and the line shown on standard error instead of standard output. To be called before readline begins.
void shim_show_on_standard_error(void);

/// Puts a command of the program in the place of those that wipe the screen, whatever keys they are on.
void shim_replace_clearing(rl_command_func_t *replacement);

const char *shim_line(void);
int shim_cursor(void);

/// Puts the cursor behind the last character of the line.
void shim_move_to_end(void);

/// Writes to the terminal, behind what readline itself has written.
void shim_put(const char *text);

/// Forgets that a line before was ended by Ctrl-D. Otherwise readline ends the row of every later line twice.
void shim_forget_end(void);

/// Whether readline has keys in hand that it read or made up before the line ended: those of a keyboard macro.
int shim_has_keys_in_hand(void);

/// Makes the byte before the word that is completed the only one that ends words.
char *shim_break_words_at(char byte);

/// Whether double quotes hold a word of the line together while it is completed.
void shim_let_quotes_hold_words(int hold);

/// Says that there is no completion but the one that the program gives, and whether a space may follow it.
void shim_finish_completion(int may_append_space);

/// The number of candidates from which on the user is asked before they are shown; not positive for never.
int shim_candidates_to_ask_about(void);
