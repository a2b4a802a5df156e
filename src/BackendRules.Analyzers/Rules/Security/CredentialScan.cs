namespace BackendRules;

/// <summary>Finds credentials in one pass over a text: pairs of letters that begin an anchor decide first, everything else is rare.</summary>
internal static class CredentialScan
{
    private const int Least = 16;

    private static readonly Lazy<Anchors> s_anchors = new(static () => new Anchors(CredentialFormats.All));

    /// <summary>All credentials of a text, in order, none inside another one.</summary>
    public static List<Credential>? In(string text)
    {
        if (text.Length < Least)
            return null;
        var anchors = s_anchors.Value;
        List<Credential>? found = null;
        for (var i = 0; i < text.Length - 3; i++)
        {
            if (!anchors.MayStart(text[i], text[i + 1]))
                continue;
            foreach (var format in anchors.Starting(text[i], text[i + 1]))
            {
                if (string.CompareOrdinal(text, i, format.Anchor, 0, format.Anchor.Length) == 0 && format.At(text, i) is { } credential
                    && (found is null || found[found.Count - 1].Start + found[found.Count - 1].Length <= credential.Start))
                    (found ??= []).Add(credential);
            }
        }

        return found;
    }

    private sealed class Anchors
    {
        private readonly bool[] _pairs = new bool[128 * 128];
        private readonly Dictionary<int, List<CredentialFormat>> _formats = [];

        public Anchors(IEnumerable<CredentialFormat> formats)
        {
            foreach (var format in formats)
            {
                var pair = format.Anchor[0] * 128 + format.Anchor[1];
                _pairs[pair] = true;
                if (!_formats.TryGetValue(pair, out var same))
                    _formats.Add(pair, same = []);
                same.Add(format);
            }
        }

        public bool MayStart(char first, char second) => first < 128 && second < 128 && _pairs[first * 128 + second];

        public List<CredentialFormat> Starting(char first, char second) => _formats[first * 128 + second];
    }
}
