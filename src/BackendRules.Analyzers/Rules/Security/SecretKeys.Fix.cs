using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>Gives each secret of a document a key of its own.</summary>
internal sealed class SecretKeys(SyntaxNode root)
{
    /// <summary>The property of a finding that carries the wanted configuration key.</summary>
    public const string Key = ProviderCredential.Key;

    /// <summary>The property that says that the text is a connection string.</summary>
    public const string Connection = "connection";

    /// <summary>The property that says that the written value is bytes.</summary>
    public const string Bytes = "bytes";

    private readonly HashSet<string> _taken = new(
        root.DescendantTokens().Where(static token => token.IsKind(SyntaxKind.StringLiteralToken)).Select(static token => Plain(token.ValueText)), StringComparer.OrdinalIgnoreCase);

    public string Own(string wish, bool isConnection)
    {
        for (var number = 1; ; number++)
        {
            var key = number == 1 ? wish : wish + number;
            if (_taken.Contains(Plain(key)) || isConnection && _taken.Contains(Plain("ConnectionStrings:" + key)))
                continue;
            _taken.Add(Plain(key));
            return key;
        }
    }

    /// <summary>The environment's spelling and the configuration's are the same key.</summary>
    private static string Plain(string key) => key.Replace(':', '_');
}
