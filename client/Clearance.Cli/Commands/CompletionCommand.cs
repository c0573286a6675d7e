using System.CommandLine;

namespace Clearance.Cli;

/// <summary><c>clearance completion</c>: a script for the shell that asks the tool itself what may follow.</summary>
internal static class CompletionCommand
{
    private const string Bash =
        """
        _clearance() {
          local IFS=$'\n'
          COMPREPLY=($(compgen -W "$(clearance "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _clearance clearance
        """;

    private const string Zsh =
        """
        _clearance() {
          local -a suggested
          suggested=("${(@f)$(clearance "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -a suggested
        }
        compdef _clearance clearance
        """;

    /// <summary>The command.</summary>
    public static Command Create(Consoles consoles)
    {
        var shell = new Argument<string>("shell") { Description = "bash or zsh." };
        shell.AcceptOnlyFromAmong("bash", "zsh");
        return new Command("completion", "Prints what completes this command in a shell: eval \"$(clearance completion bash)\".") { shell }
            .Does(consoles, (session, parsed, _) =>
            {
                session.Out.Profile.Out.Writer.WriteLine(parsed.GetValue(shell) == "zsh" ? Zsh : Bash);
                return Task.FromResult(ExitCode.Done);
            });
    }
}
