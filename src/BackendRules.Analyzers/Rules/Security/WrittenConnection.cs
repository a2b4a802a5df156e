using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>Literals that are connection strings, or addresses, with a secret in them.</summary>
internal static class WrittenConnection
{
    /// <summary>The property that says that a finding is a connection string.</summary>
    internal const string Connection = "connection";

    public static void See(SyntaxNodeAnalysisContext context, string text)
    {
        // Most literals are short or have neither sign.
        if (text.Length < 12 || text.IndexOf('=') < 0 && text.IndexOf("://", StringComparison.Ordinal) < 0)
            return;
        if (context.Node.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } && Joined((ExpressionSyntax)context.Node) is var (whole, isFirst))
        {
            if (!isFirst)
                return;
            text = whole;
        }

        if (ConnectionText.Secret(text) is not { } secret || CredentialScan.In(text) is not null)
            return;
        var node = Outermost((ExpressionSyntax)context.Node);
        if (context.SemanticModel.GetOperation(node, context.CancellationToken) is { } operation && EnvironmentGate.Covers(operation))
            return;
        var isAddress = text.IndexOf("://", StringComparison.Ordinal) > 0 && text.IndexOf("assword=", StringComparison.OrdinalIgnoreCase) < 0;
        var isHttp = isAddress && text.StartsWith("http", StringComparison.OrdinalIgnoreCase);
        var properties = ImmutableDictionary<string, string?>.Empty.Add(ProviderCredential.Key, isHttp ? "Service:Url" : "Default");
        if (!isHttp)
            properties = properties.Add(Connection, "");
        context.ReportDiagnostic(Diagnostic.Create(
            secret.IsLocal || IsDesignTime(context.ContainingSymbol) ? HardCodedPassword.Local : HardCodedPassword.Declared.Descriptor,
            node.GetLocation(), properties, secret.Kind, isAddress ? "in this address" : "in this connection string", secret.Length));
    }

    /// <summary>The text of an interpolation, with a sign where its holes are.</summary>
    public static string Text(InterpolatedStringExpressionSyntax node)
    {
        var text = new StringBuilder();
        foreach (var part in node.Contents)
        {
            if (part is InterpolatedStringTextSyntax written)
                text.Append(written.TextToken.ValueText);
            else
                text.Append(ConnectionText.Hole);
        }

        return text.ToString();
    }

    /// <summary>A connection string that is put together with plus signs: judged once, at its first literal.</summary>
    private static (string Text, bool IsFirst) Joined(ExpressionSyntax node)
    {
        var parts = new List<ExpressionSyntax>();
        Collect(Outermost(node), parts);
        var text = new StringBuilder();
        ExpressionSyntax? first = null;
        foreach (var part in parts)
        {
            if (part is LiteralExpressionSyntax { Token.Value: string written })
                text.Append(written);
            else if (part is InterpolatedStringExpressionSyntax interpolated)
                text.Append(Text(interpolated));
            else
                text.Append(ConnectionText.Hole);
            if (first is null && part is LiteralExpressionSyntax or InterpolatedStringExpressionSyntax)
                first = part;
        }

        return (text.ToString(), first == node);
    }

    private static void Collect(ExpressionSyntax node, List<ExpressionSyntax> parts)
    {
        var stack = new Stack<ExpressionSyntax>();
        stack.Push(node);
        while (stack.Count > 0)
        {
            var current = stack.Pop();
            if (current is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum)
            {
                stack.Push(sum.Right);
                stack.Push(sum.Left);
            }
            else
            {
                parts.Add(current);
            }
        }
    }

    private static ExpressionSyntax Outermost(ExpressionSyntax node)
    {
        while (node.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum)
            node = sum;
        return node;
    }

    /// <summary>Migrations tools need a connection at the developer's desk.</summary>
    private static bool IsDesignTime(ISymbol? container) =>
        container?.ContainingType is { } type && type.AllInterfaces.Any(static contract => contract.Name == "IDesignTimeDbContextFactory");
}
