using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>
/// Binds a record of the values that callers may set, and makes the entity of it. Only where an entity is added: in one that is replaced, what the record
/// leaves out would be lost.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class MassAssignmentFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Bind a record of what callers may set", "BR1013.input"));

    public MassAssignmentFix()
        : base("BR1013")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        finding.Properties.ContainsKey(MassAssignment.Added) && Change.Of(model, root, finding, cancellation) is not null ? s_offer : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var root = (CompilationUnitSyntax)editor.OriginalRoot;
        var added = new HashSet<string>(StringComparer.Ordinal);
        foreach (var finding in findings)
        {
            if (Change.Of(editor.SemanticModel, root, finding, cancellation) is not { } change)
                continue;
            editor.ReplaceNode(change.Parameter, (current, _) => ((ParameterSyntax)current)
                .WithType(SyntaxFactory.IdentifierName(change.Record).WithTriviaFrom(((ParameterSyntax)current).Type!))
                .WithIdentifier(SyntaxFactory.Identifier(change.Input).WithTriviaFrom(((ParameterSyntax)current).Identifier)));
            var made = SyntaxFactory.ParseStatement(change.Made).WithTrailingTrivia(LineBreak.Of(root)).WithAdditionalAnnotations(Formatter.Annotation);
            editor.ReplaceNode(change.Body, (current, _) => ((BlockSyntax)current).WithStatements(((BlockSyntax)current).Statements.Insert(0, made)));
            if (!added.Add(change.Record))
                continue;
            var record = SyntaxFactory.ParseMemberDeclaration(LineBreak.Of(root) + change.Declared + LineBreak.Of(root))!.WithAdditionalAnnotations(Formatter.Annotation);
            if (change.Parameter.FirstAncestorOrSelf<BaseNamespaceDeclarationSyntax>() is { } space)
                editor.ReplaceNode(space, (current, _) => ((BaseNamespaceDeclarationSyntax)current).AddMembers(record));
            else
                editor.ReplaceNode(root, (current, _) => ((CompilationUnitSyntax)current).AddMembers(record));
        }
    }

    private sealed record Change(ParameterSyntax Parameter, BlockSyntax Body, string Input, string Record, string Declared, string Made)
    {
        public static Change? Of(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
        {
            if (root.FindNode(finding.Location.SourceSpan) is not ParameterSyntax { Type: { } } parameter || model.GetDeclaredSymbol(parameter, cancellation) is not { Type: INamedTypeSymbol entity } symbol
                || BodyOf(parameter) is not { } body || entity.IsAbstract || entity.InstanceConstructors.All(static constructor => constructor.Parameters.Length > 0))
                return null;
            var members = ModelRules.Members(entity).Where(member => IsScalar(member.Type) && !MassAssignment.IsPrivileged(member, entity) && !MassAssignment.IsKept(member) && member.SetMethod!.DeclaredAccessibility == Accessibility.Public).ToArray();
            var record = entity.Name + "Input";
            var input = symbol.Name == "input" ? "given" : "input";
            // What must be set and isn't for callers to set only the author knows.
            if (members.Length == 0 || ModelRules.Members(entity).Any(member => member.IsRequired && !members.Contains(member, SymbolEqualityComparer.Default))
                || model.LookupNamespacesAndTypes(parameter.SpanStart, name: record).Any() || model.LookupSymbols(body.SpanStart, name: input).Any())
                return null;
            var declared = string.Join(", ", members.Select(member => $"{Rules(member, cancellation)}{member.Type.ToMinimalDisplayString(model, parameter.SpanStart)} {member.Name}"));
            var made = string.Join(", ", members.Select(member => $"{member.Name} = {input}.{member.Name}"));
            var type = entity.ToMinimalDisplayString(model, body.SpanStart + 1);
            return new Change(parameter, body, input, record, $"public record {record}({declared});", $"var {symbol.Name} = new {type} {{ {made} }};");
        }

        private static BlockSyntax? BodyOf(ParameterSyntax parameter) => parameter.Parent?.Parent switch
        {
            MethodDeclarationSyntax method => method.Body,
            LocalFunctionStatementSyntax function => function.Body,
            ParenthesizedLambdaExpressionSyntax lambda => lambda.Block,
            _ => null,
        };

        private static bool IsScalar(ITypeSymbol type) => EndpointBinding.IsSimple(type) && type is not IArrayTypeSymbol;

        /// <summary>The annotations that say what is valid, as they are written on the entity.</summary>
        private static string Rules(IPropertySymbol member, CancellationToken cancellation)
        {
            var rules = member.GetAttributes().Where(static attribute => attribute.AttributeClass.IsOrInherits("System.ComponentModel.DataAnnotations.ValidationAttribute"))
                .Select(attribute => attribute.ApplicationSyntaxReference?.GetSyntax(cancellation).ToString()).Where(static text => text is not null);
            var all = string.Join(", ", rules);
            return all.Length == 0 ? "" : $"[{all}] ";
        }
    }
}
