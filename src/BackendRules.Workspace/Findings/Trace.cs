using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules.Workspaces;

/// <summary>What a finding leaves in the source: its member, its tokens and their neighbours, without lines, blanks and names of locals.</summary>
/// <param name="Member">The documentation id of the enclosing member, or <c>file:</c> and a name.</param>
/// <param name="Tokens">The flagged tokens.</param>
/// <param name="Around">Five tokens before and five after.</param>
/// <param name="Key">What the rule itself says tells its findings apart.</param>
public sealed record Trace(string Member, string Tokens, string Around, string Key)
{
    private const int MaxTokens = 64;
    private const int Neighbours = 5;

    /// <summary>The property of a diagnostic in which a rule names source and sink.</summary>
    public const string KeyProperty = "br.key";

    /// <summary>The trace of a diagnostic in a document.</summary>
    public static Trace Of(Diagnostic diagnostic, SemanticModel model, SyntaxNode root, CancellationToken cancellation)
    {
        var span = diagnostic.Location.SourceSpan;
        var node = Covering(root, span);
        var names = new Dictionary<ISymbol, string>(SymbolEqualityComparer.Default);
        var tokens = node.DescendantTokens().Take(MaxTokens).Select(t => Normal(t, model, names, cancellation)).ToList();
        var first = node.GetFirstToken();
        var last = node.GetLastToken();
        var around = new List<string>();
        for (var i = 0; i < Neighbours; i++)
        {
            first = first.GetPreviousToken();
            last = last.GetNextToken();
            around.Add(Normal(first, model, names, cancellation));
            around.Add(Normal(last, model, names, cancellation));
        }

        // Within one node, the columns tell several findings apart without depending on where the node stands.
        var offset = span.Length < node.Span.Length ? node.DescendantTokens().TakeWhile(t => t.SpanStart < span.Start).Count() : 0;
        return new Trace(MemberOf(node, model, cancellation), string.Join(' ', tokens) + "@" + offset, string.Join(' ', around), KeyOf(diagnostic));
    }

    /// <summary>The trace of a diagnostic in a file that isn't source, such as a settings file.</summary>
    public static Trace Of(Diagnostic diagnostic, string file, SourceText? text)
    {
        var line = text is null || diagnostic.Location.GetLineSpan().StartLinePosition.Line is var number && number >= text.Lines.Count
            ? "" : text.Lines[number].ToString().Trim();
        return new Trace("file:" + Path.GetFileName(file), line, "", KeyOf(diagnostic));
    }

    /// <summary>The fingerprints of all findings of a run: equal ones are told apart by their order.</summary>
    public static IReadOnlyList<Fingerprints> Sign(IReadOnlyList<(string RuleId, Trace Trace, string? LineHash)> traces)
    {
        var primary = new Dictionary<string, int>(StringComparer.Ordinal);
        var member = new Dictionary<string, int>(StringComparer.Ordinal);
        var signed = new List<Fingerprints>(traces.Count);
        foreach (var (rule, trace, hash) in traces)
        {
            var full = string.Join('\n', rule, trace.Member, trace.Tokens, trace.Key);
            var brief = string.Join('\n', rule, trace.Member, trace.Key);
            signed.Add(new Fingerprints(
                Hash(full + '\n' + Next(primary, full)),
                Hash(string.Join('\n', rule, trace.Tokens, trace.Around, trace.Key)),
                Hash(brief + '\n' + Next(member, brief)),
                hash));
        }

        return signed;
    }

    private static int Next(Dictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string KeyOf(Diagnostic diagnostic) => diagnostic.Properties.GetValueOrDefault(KeyProperty) ?? "";

    private static SyntaxNode Covering(SyntaxNode root, TextSpan span)
    {
        var node = root.FindNode(span, getInnermostNodeForTie: true);
        // A finding on a name alone would look like any other use of the name: its statement's part says more.
        while (node.Parent is { } parent && node is NameSyntax or PredefinedTypeSyntax && parent is ExpressionSyntax)
            node = parent;
        return node;
    }

    private static string Normal(SyntaxToken token, SemanticModel model, Dictionary<ISymbol, string> names, CancellationToken cancellation)
    {
        // A literal of several lines has the line ends of its file.
        if (!token.IsKind(SyntaxKind.IdentifierToken) || token.Parent is not { } parent)
            return token.Text.Replace("\r\n", "\n", StringComparison.Ordinal);
        var symbol = parent switch
        {
            IdentifierNameSyntax name => model.GetSymbolInfo(name, cancellation).Symbol,
            VariableDeclaratorSyntax or SingleVariableDesignationSyntax or ParameterSyntax or ForEachStatementSyntax or CatchDeclarationSyntax or FromClauseSyntax
                or LocalFunctionStatementSyntax => model.GetDeclaredSymbol(parent, cancellation),
            _ => null,
        };
        if (symbol is not (ILocalSymbol or IParameterSymbol or IRangeVariableSymbol or IMethodSymbol { MethodKind: MethodKind.LocalFunction }))
            return token.Text;
        return names.TryGetValue(symbol, out var known) ? known : names[symbol] = "$" + (names.Count + 1);
    }

    private static string MemberOf(SyntaxNode node, SemanticModel model, CancellationToken cancellation)
    {
        // The innermost declaration that has a documentation id; lambdas and local functions belong to the member that holds them.
        foreach (var ancestor in node.AncestorsAndSelf())
        {
            var symbol = ancestor switch
            {
                BaseFieldDeclarationSyntax field => model.GetDeclaredSymbol(field.Declaration.Variables[0], cancellation),
                MemberDeclarationSyntax member and not GlobalStatementSyntax => model.GetDeclaredSymbol(member, cancellation),
                _ => null,
            };
            if (symbol?.GetDocumentationCommentId() is { } id)
                return id;
        }

        return "file:" + Path.GetFileName(model.SyntaxTree.FilePath);
    }
}
