#include "CReadline.h"

#include <termios.h>

/// Puts the terminal into readline's mode, but so that reading gives nothing rather than waiting.
/// That a key was there when `poll` returned does not mean that it is still there: Ctrl-C throws keys away.
static void prepare_terminal(int meta_flag) {
  rl_prep_terminal(meta_flag);
  struct termios mode;
  if (tcgetattr(fileno(rl_instream), &mode) == 0) {
    mode.c_cc[VMIN] = 0;
    mode.c_cc[VTIME] = 0;
    tcsetattr(fileno(rl_instream), TCSANOW, &mode);
  }
}

void shim_configure(
    const char *name, rl_getc_func_t *read_byte, rl_hook_func_t *has_byte, rl_cpvfunc_t *find_word,
    rl_completion_func_t *complete, rl_compdisp_func_t *show_candidates, rl_quote_func_t *quote,
    rl_dequote_func_t *unquote) {
  rl_readline_name = name;
  rl_prep_term_function = prepare_terminal;
  rl_getc_function = read_byte;
  rl_input_available_hook = has_byte;
  // Signals, and with them the size of the terminal, are the affair of the event loop that calls readline.
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_change_environment = 0;
  rl_completion_word_break_hook = find_word;
  rl_attempted_completion_function = complete;
  rl_completion_display_matches_hook = show_candidates;
  rl_filename_quoting_function = quote;
  rl_filename_dequoting_function = unquote;
  rl_filename_quote_characters = " \t\n\"\\#=";
}

void shim_show_on_standard_error(void) { rl_outstream = stderr; }

static void replace_in_keymap(Keymap keymap, rl_command_func_t *old, rl_command_func_t *replacement) {
  for (int key = 0; key < KEYMAP_SIZE; key++) {
    if (keymap[key].type == ISKMAP) {
      replace_in_keymap((Keymap)keymap[key].function, old, replacement);
    } else if (keymap[key].type == ISFUNC && keymap[key].function == old) {
      keymap[key].function = replacement;
    }
  }
}

void shim_replace_clearing(rl_command_func_t *replacement) {
  const char *names[] = {"emacs-standard", "vi-insert", "vi-command"};
  for (int i = 0; i < 3; i++) {
    replace_in_keymap(rl_get_keymap_by_name(names[i]), rl_clear_screen, replacement);
    replace_in_keymap(rl_get_keymap_by_name(names[i]), rl_clear_display, replacement);
  }
}

const char *shim_line(void) { return rl_line_buffer; }
int shim_cursor(void) { return rl_point; }

void shim_move_to_end(void) {
  rl_point = rl_end;
  rl_redisplay();
}

void shim_put(const char *text) {
  fputs(text, rl_outstream);
  fflush(rl_outstream);
}

int shim_has_keys_in_hand(void) { return rl_pending_input != 0 || RL_ISSTATE(RL_STATE_MACROINPUT); }

char *shim_break_words_at(char byte) {
  static char bytes[2];
  bytes[0] = byte;
  return bytes;
}

void shim_let_quotes_hold_words(int hold) { rl_completer_quote_characters = hold ? "\"" : NULL; }

void shim_finish_completion(int may_append_space) {
  rl_attempted_completion_over = 1;
  rl_completion_suppress_append = !may_append_space;
}

int shim_candidates_to_ask_about(void) { return rl_completion_query_items; }

void shim_forget_end(void) { rl_eof_found = 0; }
