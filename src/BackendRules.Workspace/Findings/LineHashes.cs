using System.Globalization;

namespace BackendRules.Workspaces;

/// <summary>
/// The hash of each line that GitHub's code scanning computes for <c>primaryLocationLineHash</c>: a rolling hash of the 100 characters from the
/// line's start, blanks left out. It warns when a producer's value differs from its own, so every detail is as there.
/// </summary>
public static class LineHashes
{
    private const int Window = 100;
    private const ulong Factor = 37;
    private const char End = '\uffff';
    private static readonly ulong s_first = Power();

    /// <summary>The hashes, line 1 at index 0.</summary>
    public static IReadOnlyList<string> Of(string text)
    {
        var state = new State();
        foreach (var c in text)
            state.Take(c);
        state.Take(End);
        state.Flush();
        return state.Lines;
    }

    private static ulong Power()
    {
        var power = 1UL;
        for (var i = 0; i < Window; i++)
            power = unchecked(power * Factor);
        return power;
    }

    private sealed class State
    {
        private readonly char[] _window = new char[Window];
        private readonly int[] _lines = [.. Enumerable.Repeat(-1, Window)];
        private readonly Dictionary<ulong, int> _seen = [];
        private ulong _hash;
        private int _index;
        private int _line;
        private bool _start = true;
        private bool _afterReturn;

        public List<string> Lines { get; } = [];

        public void Take(char c)
        {
            if (c is ' ' or '\t' || (_afterReturn && c == '\n'))
            {
                _afterReturn = false;
                return;
            }

            _afterReturn = c == '\r';
            if (_afterReturn)
                c = '\n';
            Write();
            if (_start)
            {
                _start = false;
                _lines[_index] = _line++;
            }

            _start = c == '\n';
            Roll(c);
        }

        public void Flush()
        {
            for (var i = 0; i < Window; i++)
            {
                Write();
                Roll('\0');
            }
        }

        private void Write()
        {
            if (_lines[_index] < 0)
                return;
            _seen[_hash] = _seen.GetValueOrDefault(_hash) + 1;
            Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{_hash:x}:{_seen[_hash]}"));
            _lines[_index] = -1;
        }

        private void Roll(char c)
        {
            var leaving = _window[_index];
            _window[_index] = c;
            _hash = unchecked((Factor * _hash) + c - (s_first * leaving));
            _index = (_index + 1) % Window;
        }
    }
}
