using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace BackendRules;

/// <summary>Takes the callback or the setting out, leaves the protocol to the operating system, turns encryption on in a connection string. Also repairs what the SDK reports as CA5359, CA5364 and CA5397.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UnverifiedTlsFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_verify = ImmutableArray.Create(new Repair("Verify the other side", "BR2009.verify"));
    private static readonly ImmutableArray<Repair> s_protocol = ImmutableArray.Create(new Repair("Leave the protocol to the operating system", "BR2009.verify"));

    private static readonly Regex s_trust = new(@"(?<key>Trust\s?Server\s?Certificate\s*=\s*)(?<value>true|yes)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex s_encrypt = new(@"(?<key>\bEncrypt\s*=\s*)(?<value>false|no)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public UnverifiedTlsFix()
        : base("BR2009", "CA5359", "CA5364", "CA5397")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (Place(root, finding) is not { } place)
            return ImmutableArray<Repair>.Empty;
        if (ProtocolType(model, place, cancellation) is not null)
            return s_protocol;
        return Text(place) is not null || Removable(place) is not null || Callback(place) is not null ? s_verify : ImmutableArray<Repair>.Empty;
    }

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var removal = new Removal(editor);
        foreach (var finding in findings)
        {
            if (Place(editor.OriginalRoot, finding) is not { } place)
                continue;
            if (ProtocolType(editor.SemanticModel, place, cancellation) is { } type)
                editor.ReplaceNode(place, SyntaxFactory.ParseExpression(type.Name == "SslProtocols" ? "System.Security.Authentication.SslProtocols.None" : "System.Net.SecurityProtocolType.SystemDefault")
                    .WithAdditionalAnnotations(Simplifier.Annotation).WithTriviaFrom(place));
            else if (Text(place) is { } text)
                editor.ReplaceNode(place, text);
            else if (Removable(place) is { } setting)
                removal.Add(setting);
            else if (Callback(place) is { } argument)
                editor.ReplaceNode(argument.Expression, SyntaxFactory.LiteralExpression(SyntaxKind.NullLiteralExpression).WithTriviaFrom(argument.Expression));
        }

        removal.Apply();
    }

    private static ExpressionSyntax? Place(SyntaxNode root, Diagnostic finding)
    {
        var location = finding.AdditionalLocations.FirstOrDefault() ?? finding.Location;
        return location.SourceTree?.FilePath == finding.Location.SourceTree?.FilePath && root.FullSpan.Contains(location.SourceSpan)
            ? root.FindNode(location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionSyntax>(node => node.Span == location.SourceSpan)
            : null;
    }

    private static ITypeSymbol? ProtocolType(SemanticModel model, ExpressionSyntax place, CancellationToken cancellation) =>
        place is AssignmentExpressionSyntax or AnonymousFunctionExpressionSyntax || IsAsked(place) ? null
            : model.GetTypeInfo(place, cancellation).Type is { Name: "SslProtocols" or "SecurityProtocolType" } type ? type : null;

    /// <summary>A question about a protocol allows nothing, and the SDK's rules mark it too.</summary>
    private static bool IsAsked(ExpressionSyntax place)
    {
        SyntaxNode node = place;
        while (node.Parent is ParenthesizedExpressionSyntax || node.Parent.IsKind(SyntaxKind.BitwiseOrExpression))
            node = node.Parent!;
        return node.Parent is BinaryExpressionSyntax or PatternSyntax or CaseSwitchLabelSyntax or PrefixUnaryExpressionSyntax;
    }

    /// <summary>The assignment that the finding is, or whose right side it is.</summary>
    private static AssignmentExpressionSyntax? Removable(ExpressionSyntax place)
    {
        var node = place;
        while (node.Parent is CastExpressionSyntax or ParenthesizedExpressionSyntax)
            node = (ExpressionSyntax)node.Parent;
        var assignment = node as AssignmentExpressionSyntax ?? (node.Parent is AssignmentExpressionSyntax parent && parent.Right == node ? parent : null);
        return assignment is not null && Removal.Can(assignment) ? assignment : null;
    }

    /// <summary>An argument that may be null: the constructor of <c>SslStream</c> then verifies itself.</summary>
    private static ArgumentSyntax? Callback(ExpressionSyntax place) =>
        place.Parent is ArgumentSyntax { Parent.Parent: ObjectCreationExpressionSyntax { Type: var type } } argument && type.ToString().EndsWith("SslStream", StringComparison.Ordinal) ? argument : null;

    private static ExpressionSyntax? Text(ExpressionSyntax place)
    {
        switch (place)
        {
            case LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression):
                var token = SyntaxFactory.ParseToken(Encrypted(literal.Token.Text));
                return token.Text == literal.Token.Text ? null : literal.WithToken(token.WithTriviaFrom(literal.Token));
            case InterpolatedStringExpressionSyntax interpolated:
                var text = Encrypted(interpolated.ToString());
                return text == interpolated.ToString() ? null : SyntaxFactory.ParseExpression(text).WithTriviaFrom(interpolated);
            default:
                return null;
        }
    }

    private static string Encrypted(string text) => s_encrypt.Replace(s_trust.Replace(text, "${key}False"), "${key}True");
}
