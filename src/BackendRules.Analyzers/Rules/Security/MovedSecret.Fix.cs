using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>Moves a written secret to where the deployment keeps it: the configuration in scope, one that can be injected, or the environment.</summary>
public abstract class MovedSecretFix : RuleFix
{
    private readonly ImmutableArray<Repair> _offer;

    protected MovedSecretFix(string id)
        : base(id) => _offer = ImmutableArray.Create(new Repair("Read it from configuration", id + ".configuration"));

    protected sealed override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        OwnOffers(root, finding) ?? (Written(root, model, finding, cancellation) is null ? ImmutableArray<Repair>.Empty : _offer);

    /// <summary>What a rule offers for a finding that isn't about a written secret; null when it is.</summary>
    protected virtual ImmutableArray<Repair>? OwnOffers(SyntaxNode root, Diagnostic finding) => null;

    /// <summary>Repairs a finding that isn't about a written secret; false when it is.</summary>
    protected virtual bool OwnRepair(DocumentEditor editor, Diagnostic finding) => false;

    protected sealed override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var model = editor.SemanticModel;
        var keys = new SecretKeys(editor.OriginalRoot);
        var injected = new HashSet<TypeDeclarationSyntax>();
        var done = new HashSet<SyntaxNode>();
        foreach (var finding in findings.OrderBy(static finding => finding.Location.SourceSpan.Start))
        {
            if (OwnRepair(editor, finding) || Written(editor.OriginalRoot, model, finding, cancellation) is not { } written || !done.Add(written))
                continue;
            if (written.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } outer && injected.Any(type => type != outer && type.Contains(outer)))
                continue;
            var isConnection = finding.Properties.ContainsKey(SecretKeys.Connection);
            var key = Fallback(written) ?? keys.Own(finding.Properties.TryGetValue(SecretKeys.Key, out var wish) && wish is not null ? wish : "Secret", isConnection);
            var constant = ConstantDeclaration.Of(written);
            var source = constant is FieldDeclarationSyntax ? null : ConfigurationInScope.At(written, model, cancellation);
            if (source is null && constant is not FieldDeclarationSyntax && ConfigurationInScope.Injectable(written, model, cancellation) is { } type)
            {
                source = ConfigurationParameter.NameIn(type);
                injected.Add(type);
            }

            var read = Read(written, source, key, isConnection, model, finding.Properties.ContainsKey(SecretKeys.Bytes));
            editor.ReplaceNode(written, read.WithTriviaFrom(written).WithAdditionalAnnotations(Formatter.Annotation));
            if (constant is not null)
                ConstantDeclaration.Loosen(editor, constant);
        }

        foreach (var type in injected)
        {
            var name = ShortName.Of("Microsoft.Extensions.Configuration.IConfiguration", model, type.Identifier.SpanStart);
            editor.ReplaceNode(type, (current, _) => ConfigurationParameter.Add((ClassDeclarationSyntax)current, name));
        }
    }

    /// <summary>The written text, when it stands where an expression that runs may stand.</summary>
    private static ExpressionSyntax? Written(SyntaxNode root, SemanticModel model, Diagnostic finding, CancellationToken cancellation)
    {
        var location = finding.AdditionalLocations.Count > 0 ? finding.AdditionalLocations[0] : finding.Location;
        if (location.SourceTree != finding.Location.SourceTree || !root.FullSpan.Contains(location.SourceSpan))
            return null;
        var node = root.FindNode(location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionSyntax>(e => e.Span == location.SourceSpan);
        if (node is null || node is InterpolatedStringExpressionSyntax text && text.Contents.Any(static part => part is InterpolationSyntax)
            || node.IsKind(SyntaxKind.Utf8StringLiteralExpression))
            return null;
        var isBytes = finding.Properties.ContainsKey(SecretKeys.Bytes);
        if (!isBytes && model.GetTypeInfo(node, cancellation).ConvertedType is { SpecialType: not (SpecialType.System_String or SpecialType.System_Object) })
            return null;
        foreach (var ancestor in node.Ancestors())
        {
            if (ancestor is AttributeSyntax or ParameterSyntax or CaseSwitchLabelSyntax or ConstantPatternSyntax or EnumMemberDeclarationSyntax or InterpolatedStringExpressionSyntax
                || ancestor is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression })
                return null;
            if (ancestor is StatementSyntax or MemberDeclarationSyntax)
                break;
        }

        return ConstantDeclaration.Of(node) is not { } constant || ConstantDeclaration.CanLoosen(constant, model, root, cancellation) ? node : null;
    }

    /// <summary>The setting that the written text stands in for, as in <c>configuration["Jwt:Key"] ?? "..."</c>.</summary>
    private static string? Fallback(ExpressionSyntax written) =>
        written.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce && coalesce.Right == written
        && coalesce.Left.DescendantNodes().OfType<LiteralExpressionSyntax>().LastOrDefault(static literal => literal.IsKind(SyntaxKind.StringLiteralExpression)) is { } name
            ? name.Token.ValueText
            : null;

    private static ExpressionSyntax Read(ExpressionSyntax written, string? source, string key, bool isConnection, SemanticModel model, bool isBytes)
    {
        var name = key.Replace(':', '_').ToUpperInvariant();
        var missing = Fallback(written) is { } setting
            ? $"'{setting}' is not configured."
            : source is null ? $"The environment variable {name} is not set."
            : isConnection ? $"The connection string '{key}' is not configured." : $"'{key}' is not configured.";
        string Name(string full) => ShortName.Of(full, model, written.SpanStart);
        var thrown = $"throw new {Name("System.InvalidOperationException")}({SymbolDisplay.FormatLiteral(missing, quote: true)})";
        if (!isBytes && written.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce && coalesce.Right == written)
            return Parsed(thrown);
        var read = source is null
            ? $"{Name("System.Environment")}.GetEnvironmentVariable(\"{name}\")"
            : isConnection && HasGetConnectionString(model, written)
                ? $"{source}.GetConnectionString(\"{key}\")"
                : $"{source}[\"{(isConnection ? "ConnectionStrings:" : "")}{key}\"]";
        var whole = $"{read} ?? {thrown}";
        if (isBytes)
            return Parsed($"{Name("System.Convert")}.FromBase64String({whole})");
        return written.Parent is ArgumentSyntax or EqualsValueClauseSyntax or AssignmentExpressionSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or ParenthesizedExpressionSyntax
            ? Parsed(whole)
            : Parsed($"({whole})");
    }

    private static bool HasGetConnectionString(SemanticModel model, ExpressionSyntax place) =>
        model.Compilation.GetTypeByMetadataName("Microsoft.Extensions.Configuration.IConfiguration") is { } configuration
        && !model.LookupSymbols(place.SpanStart, configuration, "GetConnectionString", includeReducedExtensionMethods: true).IsEmpty;

    private static ExpressionSyntax Parsed(string text) => SyntaxFactory.ParseExpression(text);
}
