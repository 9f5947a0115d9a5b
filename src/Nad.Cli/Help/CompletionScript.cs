using System.CommandLine;
using System.CommandLine.Completions;
using System.Text;

namespace Nad.Cli.Help;

/// <summary>
/// Completion for a shell: a script that knows every command, every option, and the values of those that have few. Other words are files.
/// </summary>
internal static class CompletionScript
{
    /// <summary>The script for bash.</summary>
    public static string Bash(Command root)
    {
        (string Name, Command Command)[] all = [.. CommandTree.Of(root)];
        StringBuilder text = new("""
            # Completion of nad for bash. Load it with: source <(nad completion bash)
            _nad() {
              local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path=nad words= commands= i
              for ((i = 1; i < COMP_CWORD; i++)); do
                case "$path ${COMP_WORDS[i]}" in

            """);
        text.Append("      ").AppendJoin(" | ", all.Skip(1).Select(c => $"'{c.Name}'"));
        text.Append(") path=\"$path ${COMP_WORDS[i]}\" ;;\n    esac\n  done\n  case \"$path $prev\" in\n");
        foreach ((string name, Command command) in all)
        {
            foreach (Option option in CommandTree.Options(command))
            {
                if (option.ValueType == typeof(bool)) continue;
                string values = string.Join(' ', option.GetCompletions(CompletionContext.Empty).Select(c => c.Label));
                if (values.Length == 0) continue;
                text.Append($"    '{name} {option.Name}') COMPREPLY=($(compgen -W '{values}' -- \"$cur\")); return ;;\n");
            }
        }

        text.Append("  esac\n  case \"$path\" in\n");
        foreach ((string name, Command command) in all)
        {
            string options = string.Join(' ', CommandTree.Options(command).Select(o => o.Name));
            string below = string.Join(' ', command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name));
            text.Append($"    '{name}') words='{options}' commands='{below}' ;;\n");
        }

        return text.Append("""
              esac
              case "$cur" in
                -*) COMPREPLY=($(compgen -W "$words" -- "$cur")) ;;
                *) COMPREPLY=($(compgen -W "$commands" -- "$cur")) ;;
              esac
            }
            complete -o default -F _nad nad

            """).ToString();
    }

    /// <summary>The script for zsh, which understands the one for bash.</summary>
    public static string Zsh(Command root)
    {
        const string Start = """
            # Completion of nad for zsh. Load it with: source <(nad completion zsh)
            autoload -U +X compinit && compinit -u
            autoload -U +X bashcompinit && bashcompinit

            """;
        string bash = Bash(root);
        return Start + bash[(bash.IndexOf('\n') + 1)..];
    }
}
