using System.Text;

namespace BackendRules;

/// <summary>Whether what stands between the lines of a PEM block is a private key.</summary>
internal static class KeyMaterial
{
    private const int Least = 64;

    public static Certainty? Check(string pem)
    {
        var begin = pem.IndexOf("-----", 5, StringComparison.Ordinal) + 5;
        var end = pem.LastIndexOf("-----END", StringComparison.Ordinal);
        if (end <= begin)
            return null;
        var body = Base64(pem.Substring(begin, end - begin));
        if (body.Length < Least || pem.IndexOf("ENCRYPTED", StringComparison.Ordinal) >= 0)
            return null;
        // A DER sequence, or OpenSSH's and OpenPGP's own forms.
        return body.StartsWith("M", StringComparison.Ordinal) || body.StartsWith("b3BlbnNzaC1rZXk", StringComparison.Ordinal) || pem.IndexOf("PGP", StringComparison.Ordinal) >= 0
            ? Certainty.Structure
            : null;
    }

    /// <summary>The block may stand in a literal, broken by escapes, quotes and plus signs at the ends of lines.</summary>
    private static string Base64(string text)
    {
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter == '\\' && i + 1 < text.Length)
                i++;
            else if (letter is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '/' or '+' or '=')
                kept.Append(letter);
        }

        return kept.ToString().TrimStart('+');
    }
}
