using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>Random-looking text in variables that are named like a secret. Names guess, so this is asked for.</summary>
internal static class NamedSecret
{
    private static readonly DiagnosticDescriptor s_descriptor =
        HardCodedPassword.Declared.Saying("'{0}' is named like a secret and holds a random-looking text of {1} characters; read it from configuration if it is one", Level.Info);

    public static void Start(Watch watch)
    {
        var provider = watch.Options.AnalyzerConfigOptionsProvider;
        if (!HardCodedPassword.ByName.In(watch.Options) && !watch.Compilation.SyntaxTrees.Any(tree => provider.GetOptions(tree).TryGetValue(HardCodedPassword.ByName.Key, out _)))
            return;
        watch.Node(SyntaxKind.StringLiteralExpression, static context =>
        {
            var literal = (LiteralExpressionSyntax)context.Node;
            var text = literal.Token.ValueText;
            if (text.Length is < 16 or > 200 || Name(literal) is not { } name || !HardCodedPassword.ByName.In(context.Options, literal.SyntaxTree))
                return;
            if (!SecretWords.Ends(name) || !Randomness.IsRandom(text) || Placeholder.Is(text) || CredentialScan.In(text) is not null || ConnectionText.Secret(text) is not null)
                return;
            context.ReportDiagnostic(Diagnostic.Create(s_descriptor, literal.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add(ProviderCredential.Key, "Secrets:" + name), name, text.Length));
        });
    }

    private static string? Name(LiteralExpressionSyntax literal) => literal.Parent switch
    {
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => variable.Identifier.ValueText,
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } => property.Identifier.ValueText,
        EqualsValueClauseSyntax { Parent: ParameterSyntax parameter } => parameter.Identifier.ValueText,
        ArgumentSyntax { NameColon: { } named } => named.Name.Identifier.ValueText,
        AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax member } => member.Name.Identifier.ValueText,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } => name.Identifier.ValueText,
        ArrowExpressionClauseSyntax { Parent: PropertyDeclarationSyntax property } => property.Identifier.ValueText,
        _ => null,
    };
}
