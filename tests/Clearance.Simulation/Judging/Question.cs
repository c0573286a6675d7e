using Clearance.Domain;

namespace Clearance.Simulation.Judging;

/// <summary>A question that will be asked, and what was right after each commit since it was thought of.</summary>
internal sealed class Question(DeclarationKey key, DateOnly on)
{
    private readonly List<(long Since, string Text)> _right = [];

    public DeclarationKey Key => key;

    public DateOnly On => on;

    public void Look(long commit, string text)
    {
        if (_right.Count == 0 || !string.Equals(_right[^1].Text, text, StringComparison.Ordinal))
        {
            _right.Add((commit, text));
        }
    }

    /// <summary>Whether everything that was right from a commit on is remembered.</summary>
    public bool Remembers(long from) => _right[0].Since <= from;

    /// <summary>Whether an answer was right at some commit from one on until now.</summary>
    public bool WasRight(string answer, long from)
    {
        for (var i = _right.Count - 1; i >= 0; i--)
        {
            if (string.Equals(_right[i].Text, answer, StringComparison.Ordinal))
            {
                return true;
            }

            if (_right[i].Since <= from)
            {
                return false;
            }
        }

        return false;
    }

    public string Describe(long from) =>
        string.Join(Environment.NewLine, _right.Where((_, i) => i + 1 == _right.Count || _right[i + 1].Since > from)
            .Select(it => $"  since commit {it.Since}: {it.Text}"));
}
